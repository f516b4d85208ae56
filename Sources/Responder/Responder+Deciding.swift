internal import DNSWire

/// Which part of the responder a question is for.
extension Responder {
  /// Adds the answer to the query in hand.
  mutating func answer(
    _ verdict: Query.Verdict, _ final: Bool, _ encoder: inout AnswerEncoder, _ output: inout MutableRawSpan
  ) -> Progress {
    encoder.code = refusal(verdict)
    guard verdict.isQuestion else { return .done }
    if query.recordClass == .chaos { addIdentity(&encoder, &output) }
    guard encoder.code == .noError, query.recordClass == .in else { return .done }
    if let zone = unsafe zones.value.closest(to: query.name, for: query.type) {
      return zone.use { resolve(in: $0, final, &encoder, &output) }
    }
    guard !mayRelay else {
      relaysTarget = false
      return .relays
    }
    encoder.refuse(.notAuthoritative)
    return .done
  }

  /// The response code of a message for which no zone has to be looked at; NOERROR for others.
  private func refusal(_ verdict: Query.Verdict) -> ResponseCode {
    if case .refusal(let code) = verdict { return code }
    guard query.recordClass == .in else { return .refused }
    guard query.type != .any, query.type.isMeta else { return .noError }
    return query.type == .axfr || query.type == .ixfr ? .refused : .notImp
  }

  /// Answers a question of the class CHAOS: what the server says about itself.
  private func addIdentity(_ encoder: inout AnswerEncoder, _ output: inout MutableRawSpan) {
    let text = query.type == .txt || query.type == .any ? identity.text(at: query.name) : []
    guard !text.isEmpty else { return }
    (encoder.code, encoder.isAuthoritative) = (.noError, true)
    encoder.writeIdentity(text, to: &output)
  }
}
