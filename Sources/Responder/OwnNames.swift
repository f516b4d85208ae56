package import DNSWire
internal import Discovery
internal import ServiceIndex

/// What our own zone files say of host names. Services are left out: one whose instances have the name of a service could lead to
/// itself.
package actor OwnNames {
  private var responder: Responder
  private var answer = [UInt8](repeating: 0, count: Int(UInt16.max))

  /// The names of some zones.
  package init(_ zones: PublishedZones) {
    let index = ServiceIndex()
    index.publish([.others(.unknown)])
    responder = Responder(index: index, zones: zones)
  }

  /// What the zones say.
  package enum Finding: Sendable, Equatable {
    case answer(AddressAnswer)
    /// The name is in one of them, but whose it is, or what it leads to, can't be said: nobody else is to be asked.
    case failure
    /// It is in none of them.
    case elsewhere
  }

  /// What the zones say about a name's addresses.
  package func find(_ question: RelayQuestion) -> Finding {
    let query = question.query
    responder.enter()
    defer { responder.leave() }
    let outcome = responder.respond(to: query, over: .tcp, from: .unknown, final: true, into: &answer)
    guard responder.isOwnName else { return .elsewhere }
    guard case .answer(let length) = outcome,
      let found = AddressAnswer(authoritative: Array(answer[..<length]), to: question)
    else { return .failure }
    return .answer(found)
  }
}

extension RelayQuestion {
  /// A query that asks it.
  fileprivate var query: [UInt8] {
    let words = [type.rawValue, recordClass.rawValue].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    return [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name.wire + words
  }
}
