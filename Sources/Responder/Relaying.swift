package import DNSWire

/// Questions that upstream resolvers are asked, and the answers made of what they say.
extension Responder {
  /// Whether a name that is none of ours may be handed on.
  var mayRelay: Bool { isForwarding && query.isRecursionDesired }

  /// What upstream resolvers are to be asked for the last message, whose outcome was ``Outcome/relays``.
  package var relayQuestion: RelayQuestion? {
    guard let name = relaysTarget ? target.name : query.name.name else { return nil }
    return RelayQuestion(
      name: name, type: query.type, isDNSSECWanted: query.edns?.isDNSSECWanted == true,
      isCheckingDisabled: query.isCheckingDisabled)
  }

  /// Answers a message whose outcome was ``Outcome/relays`` with what upstream resolvers say, into `output`, which has room for 1,232
  /// octets over UDP and 65,535 over TCP. Allocates nothing where that has no records. One that `isCached` was known before it was
  /// asked for.
  package mutating func respond(
    to message: RawSpan, over transport: Transport, from client: ClientAddress, with answer: RelayedAnswer,
    isCached: Bool = false, into output: inout MutableRawSpan
  ) -> Outcome {
    guard query.read(message) == .question else { return .silence }
    var encoder = makeEncoder(message, transport, client, isAllowed: true, &output)
    if query.isCheckingDisabled { encoder.flags |= HeaderFlag.checkingDisabled }
    encoder.write(answer, mayBeAuthentic: query.understandsAuthenticData, to: &output)
    encoder.origin = answer.origin(isCached: isCached)
    return finish(&encoder, transport, &output)
  }
}

extension RelayedAnswer {
  fileprivate func origin(isCached: Bool) -> AnswerTally.Origin {
    switch error {
    case .stale: .stale
    case nil: isCached ? .cached : .relayed
    case .noneAnswers, .unreachable, .tooMany: .none
    }
  }
}

extension QuestionName {
  /// The name, to be kept.
  fileprivate var name: Name? {
    withSuffix(fromLabel: 0) { octets in try? Name(wire: (0..<octets.byteCount).map { octets.octet(at: $0) }) }
  }
}
