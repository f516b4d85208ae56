package import DNSWire

/// Answers over UDP, as many as a client's network may have.
extension Responder {
  /// Answers a message that came over UDP, unless its client's network has had as many answers as it may. The host itself has no limit, nor
  /// have clients that prove by a cookie that they do not ask in another's name (RFC 7873 section 5.2).
  ///
  /// - Parameters:
  ///   - message: the message.
  ///   - client: who asks.
  ///   - limiter: counts the answers; absent where there is no limit.
  ///   - now: nanoseconds of the clock that the limiter is used with; read only where it counts.
  ///   - output: has room for 1,232 octets.
  /// - Returns: what becomes of the message; of an answer that is withheld an empty one with TC, or silence.
  package mutating func respond(
    to message: RawSpan, from client: ClientAddress, within limiter: RateLimiter?, at now: @autoclosure () -> UInt64,
    into output: inout MutableRawSpan
  ) -> Outcome {
    let verdict = query.read(message)
    if case .silence = verdict { return .silence }
    if let limiter, let party = limitedParty(client) {
      switch limiter.take(client, party, at: now()) {
      case .answer: break
      case .truncate: return truncate(verdict, message, client, &output)
      case .drop: return .silence
      }
    }
    return respond(verdict, to: message, over: .udp, from: client, final: false, into: &output)
  }

  /// As whom a client is limited; absent where it is not.
  private func limitedParty(_ client: ClientAddress) -> RateLimiter.Party? {
    // Before the list is touched: nearly all questions are this host's own.
    guard !client.isLoopback else { return nil }
    let party = access.value.party(of: client)
    guard party != .host, query.edns?.cookie.map({ cookies.proves($0, client) }) != true else { return nil }
    return party == .named ? .named : .other
  }

  /// An answer that says nothing but that there is one over TCP, hardly longer than the question: what is added is the cookie that will
  /// lift the limit.
  private mutating func truncate(
    _ verdict: Query.Verdict, _ message: RawSpan, _ client: ClientAddress, _ output: inout MutableRawSpan
  ) -> Outcome {
    var encoder = makeEncoder(message, .udp, client, isAllowed: false, &output)
    if case .refusal(let code) = verdict { encoder.code = code }
    encoder.isTruncated = true
    return finish(&encoder, .udp, client, &output)
  }
}
