internal import DNSWire
internal import NIOCore
internal import PacketContest
internal import Relay

extension FuzzSubject {
  /// Replies of upstream resolvers, each to the question that it repeats.
  package static let relayedMessage = FuzzSubject("FuzzRelayedMessage") { octets in
    guard let question = RelayQuestion(of: octets) else { return nil }
    let id = UInt16(octets[0]) << 8 | UInt16(octets[1])
    let verdict = UpstreamReply.read(octets, answering: question, id: id, sentEDNS: true, trustsAD: true)
    guard case .answer(let answer, let lifetime) = verdict else { return nil }
    return relay.withLock { $0.complaint(about: answer, lifetime, to: question) }
  }

  private static let relay = Turns { try RelayContest() }
}

extension RelayQuestion {
  /// The question of a message, whose name has to be written out.
  fileprivate init?(of octets: [UInt8]) {
    let shape = MessageShape(octets)
    guard octets.count > Header.length, let end = shape.questionEnd,
      let name = try? Name(wire: Array(octets[Header.length..<(end - 4)]))
    else { return nil }
    self.init(
      name: name, type: RecordType(rawValue: UInt16(shape.field(at: end - 4))),
      recordClass: RecordClass(rawValue: UInt16(shape.field(at: end - 2))), isDNSSECWanted: true)
  }
}
