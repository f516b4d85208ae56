package import DNSWire

/// Questions that upstream resolvers are asked, and the answers made of what they say.
extension Responder {
  /// Whether a name that is none of ours may be handed on.
  var mayRelay: Bool { isForwarding && query.isRecursionDesired }

  /// Whether the name of the last message, which was a question, is in one of our zones.
  var isOwnName: Bool { unsafe zones.value.closest(to: query.name, for: query.type) != nil }

  /// What upstream resolvers are to be asked for the last message, whose outcome was ``Outcome/relays``.
  package var relayQuestion: RelayQuestion? {
    guard let name = relaysTarget ? target.name : query.name.name else { return nil }
    return RelayQuestion(
      name: name, type: query.type, isDNSSECWanted: query.edns?.isDNSSECWanted == true,
      isCheckingDisabled: query.isCheckingDisabled)
  }

  /// Answers a message whose outcome was ``Outcome/relays`` with what upstream resolvers say to `question`, into `output`, which has
  /// room for 1,232 octets over UDP and 65,535 over TCP. Without a question there are no records, and nothing is allocated. One that
  /// `isCached` was known before it was asked for.
  package mutating func respond(
    to message: RawSpan, over transport: Transport, from client: ClientAddress, with answer: RelayedAnswer,
    to question: RelayQuestion?, isCached: Bool = false, into output: inout MutableRawSpan
  ) -> Outcome {
    guard query.read(message).isQuestion else { return .silence }
    var encoder = makeEncoder(message, transport, client, isAllowed: true, &output)
    if query.isCheckingDisabled { encoder.flags |= HeaderFlag.checkingDisabled }
    let origin = answer.origin(isCached: isCached)
    if let question, question.name != query.name.name {
      add(answer, of: origin, to: question.name, &encoder, &output)
    } else {
      encoder.origin = origin
      encoder.write(answer, mayBeAuthentic: query.understandsAuthenticData, to: &output)
    }
    return finish(&encoder, transport, client, &output)
  }

  /// Adds the aliases that lead to the name that was asked, RFC 1034 section 4.3.2, and what upstream resolvers say of that. Where
  /// other zones are served by now, and they lead elsewhere, the client has to ask again.
  private mutating func add(
    _ answer: RelayedAnswer, of origin: AnswerTally.Origin, to name: Name, _ encoder: inout AnswerEncoder,
    _ output: inout MutableRawSpan
  ) {
    guard let zone = unsafe zones.value.closest(to: query.name, for: query.type),
      case .relays = zone.use({ resolve(in: $0, true, &encoder, &output) }), target.name == name
    else { return encoder.fail(.other, .none) }
    encoder.origin = origin
    encoder.write(answer, to: name, to: &output)
  }
}

extension RelayedAnswer {
  /// Where it comes from, as it is counted.
  fileprivate func origin(isCached: Bool) -> AnswerTally.Origin {
    switch error {
    case .stale: .stale
    case nil: isCached ? .cached : .relayed
    case .noneAnswers, .unreachable, .noRoom, .tooMany: .none
    }
  }
}

extension QuestionName {
  /// The name, to be kept.
  fileprivate var name: Name? {
    withSuffix(fromLabel: 0) { octets in try? Name(wire: (0..<octets.byteCount).map { octets.octet(at: $0) }) }
  }
}
