internal import DNSWire
internal import TestSupport

/// Puts packets to both readers and to the responder, and counts what became of them.
package struct Contest: ~Copyable {
  private var world: World
  private var query = Query()
  /// How many packets were what.
  package private(set) var tally = Tally()
  private var state: UInt64?

  /// A contest in a world of its own.
  package init() throws { world = try World() }

  /// Rounds between two states of discovery.
  package static let roundsOfState: UInt64 = 500

  /// The packet of a round.
  package static func packet(seed: UInt64, round: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed, round: round)
    return generator.packet()
  }

  /// What is wrong with what becomes of a packet; absent where nothing is.
  package mutating func complaint(about packet: [UInt8], round: UInt64) -> String? {
    setState(round / Self.roundsOfState)
    let shape = MessageShape(packet)
    let (ours, theirs) = (Reading.ours(packet, with: &query), Reading.theirs(packet))
    if let complaint = disagreement(ours, theirs, shape) { return complaint }
    let (isOverTCP, isFinal) = (round % 3 == 0, round % 2 == 0)
    let reply = world.ask(packet, isOverTCP: isOverTCP, isFinal: isFinal)
    tally.note(reply)
    switch reply {
    case .silence: return isSilent(packet) ? nil : "it is not answered"
    case .waits: return isFinal || ours == nil ? "it waits" : nil
    case .answer(let answer):
      if isSilent(packet) { return "it is answered" }
      let isQuery = ours != nil && theirs != nil
      let exchange = Exchange(packet: shape, answer: answer, isOverTCP: isOverTCP, isQuery: isQuery)
      if let rule = exchange.brokenRule { return "not true that the answer \(rule): \(answer.hex)" }
      if round % 5 == 0 { return complaint(aboutSizeOf: exchange, isFinal: isFinal) }
      return round % 8 == 0 ? complaint(aboutRepeating: exchange, isFinal: isFinal) : nil
    }
  }

  private mutating func setState(_ number: UInt64) {
    guard state != number else { return }
    state = number
    world.setState(number)
  }

  /// Responses, and what is too short for a header.
  private func isSilent(_ packet: [UInt8]) -> Bool { packet.count < 12 || packet[2] & 0x80 != 0 }

  /// What the readers disagree on, unless that is known.
  private mutating func disagreement(_ ours: Reading?, _ theirs: Reading?, _ shape: MessageShape) -> String? {
    tally.note(isRead: ours != nil, isReadByLibldns: theirs != nil)
    if ours != nil, let kind = KnownDifference.forbidding(shape) { return "we take it for a query: \(kind)" }
    guard ours != theirs else { return nil }
    let refuser: KnownDifference.Refuser = ours == nil ? .we : theirs == nil ? .they : .either
    if let known = KnownDifference.explaining(shape, refusedBy: refuser) {
      tally.note(known)
      return nil
    }
    switch refuser {
    case .we: return "libldns takes it for a query and we do not"
    case .they: return "we take it for a query and libldns does not"
    case .either: return "we and libldns read it differently"
    }
  }

  /// Asked again, the answer has the same records in another order; of one that is cut, others may be in it.
  private mutating func complaint(aboutRepeating exchange: Exchange, isFinal: Bool) -> String? {
    let reply = world.ask(exchange.packet.octets, isOverTCP: exchange.isOverTCP, isFinal: isFinal)
    guard case .answer(let octets) = reply else { return "asked again, it is not answered" }
    let again = Exchange(
      packet: exchange.packet, answer: octets, isOverTCP: exchange.isOverTCP, isQuery: exchange.isQuery)
    if exchange.saysTheSame(as: again) { return nil }
    return "asked again, the answer is another: \(exchange.answer.octets.hex) and \(octets.hex)"
  }

  /// Over TCP all records are there; over UDP either all of them, or TC is set.
  private mutating func complaint(aboutSizeOf exchange: Exchange, isFinal: Bool) -> String? {
    guard !exchange.isOverTCP,
      case .answer(let octets) = world.ask(exchange.packet.octets, isOverTCP: true, isFinal: isFinal)
    else { return nil }
    let whole = Exchange(packet: exchange.packet, answer: octets, isOverTCP: true, isQuery: exchange.isQuery)
    if let rule = whole.brokenRule { return "not true that the answer over TCP \(rule): \(octets.hex)" }
    return exchange.admitsMissing(of: whole) ? nil : "records are missing without TC: \(exchange.answer.octets.hex)"
  }
}
