internal import ZoneFile

/// A packet and its answer, both cut into their parts.
struct Exchange {
  let packet: MessageShape
  let answer: MessageShape
  let isOverTCP: Bool
  /// Whether both readers take the packet for a query.
  let isQuery: Bool
  /// Whether SRV records are those of services, and not what a zone file says.
  let hasServices: Bool
  /// What libldns reads in the answer.
  let outline: MessageOutline?

  init(packet: MessageShape, answer: [UInt8], isOverTCP: Bool, isQuery: Bool, hasServices: Bool = true) {
    self.hasServices = hasServices
    self.packet = packet
    self.answer = MessageShape(answer)
    self.isOverTCP = isOverTCP
    self.isQuery = isQuery
    outline = answer.count >= 12 ? MessageOutline(answer) : nil
  }

  /// What an answer has to be, whatever was asked.
  private static let rules: [(name: String, holds: @Sendable (Exchange) -> Bool)] = [
    ("is read by libldns", { $0.outline != nil }),
    ("ends behind its last record", { $0.answer.isWhole && $0.answer.end == $0.answer.octets.count }),
    ("has as many records as its header says", { $0.hasItsCounts }),
    ("has the ID", { $0.answer.octets[..<2] == $0.packet.octets[..<2] }),
    ("has the opcode and QR", { $0.answer.octets[2] & 0xF8 == $0.packet.octets[2] & 0x78 | 0x80 }),
    ("copies RD of queries", { $0.answer.octets[2] & 1 == ($0.isOfOtherOpcode ? 0 : $0.packet.octets[2] & 1) }),
    ("has RA, Z and AD clear", { $0.answer.octets[3] & 0xE0 == 0 }),
    ("has TC clear over TCP", { !$0.isOverTCP || !$0.isTruncated }),
    ("repeats the question", { $0.repeatsQuestion }),
    ("has an OPT record if the query had one", { $0.answersOPT }),
    ("has no option that was not asked for", { $0.answersOptions }),
    ("is no larger than the client takes", { $0.answer.octets.count <= $0.sizeLimit }),
    ("has SRV records in order, the leader first", { !$0.hasServices || $0.hasSRVInOrder }),
  ]

  /// The first rule that the answer breaks.
  var brokenRule: String? { Self.rules.first { !$0.holds(self) }?.name }

  /// TC.
  var isTruncated: Bool { answer.octets[2] & 2 != 0 }

  /// Whether another answer to the packet says the same: its records in any order, and of a truncated one as many.
  func saysTheSame(as other: Exchange) -> Bool {
    let head = answer.questionEnd ?? 12
    guard other.answer.octets.prefix(head) == answer.octets.prefix(head) else { return false }
    return isTruncated ? other.records().count == records().count : other.records() == records()
  }

  /// Whether all that the answer over TCP has is in this one, or TC is set; what is additional may be missing.
  func admitsMissing(of whole: Exchange) -> Bool {
    let (few, all) = (records(before: 3), whole.records(before: 3))
    return isTruncated ? few.count <= all.count : few == all
  }

  /// The answer's records as they are, in no order, since a rotated RRset stays the same; those of earlier sections alone, if said.
  /// OPT is left out: a cookie has the time in it.
  private func records(before section: Int = 4) -> [[UInt8]] {
    answer.records.filter { $0.section < section && $0.type != 41 }.map { Array(answer.octets[$0.start..<$0.end]) }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  private var isOfOtherOpcode: Bool { packet.octets[2] & 0x78 != 0 }

  private var hasItsCounts: Bool {
    let expected = (0...3).map { answer.count(ofSection: $0) - ($0 == 3 ? answer.optRecords.count : 0) }
    return outline?.counts == expected && answer.records.count == (1...3).reduce(0) { $0 + answer.count(ofSection: $1) }
  }

  /// Octet for octet, or not at all where it was not to be read.
  private var repeatsQuestion: Bool {
    guard answer.count(ofSection: 0) > 0 else { return !isQuery && answer.records.allSatisfy { $0.type == 41 } }
    guard let end = packet.questionEnd, answer.questionEnd == end else { return false }
    return answer.count(ofSection: 0) == 1 && answer.octets[12..<end] == packet.octets[12..<end]
  }

  private var answersOPT: Bool {
    guard answer.optRecords.count <= 1, answer.optRecords.allSatisfy({ $0.section == 3 }) else { return false }
    return isQuery
      ? answer.optRecords.count == packet.optRecords.count : answer.optRecords.isEmpty || !packet.optRecords.isEmpty
  }

  /// NSID (RFC 5001) and COOKIE (RFC 7873) only where the query has them; extended errors (RFC 8914) always may be.
  private var answersOptions: Bool {
    let asked = (packet.optRecords.first.flatMap(packet.options) ?? []).map(\.code)
    guard let opt = answer.optRecords.first else { return true }
    return answer.options(of: opt)?.map(\.code).allSatisfy { $0 == 15 || [3, 10].contains($0) && asked.contains($0) }
      == true
  }

  /// 512 octets without EDNS; with it the client's payload size, 512 at least and ours at most.
  private var sizeLimit: Int {
    if isOverTCP { return 65_535 }
    guard !answer.optRecords.isEmpty, let opt = packet.optRecords.first else { return 512 }
    return max(512, min(packet.field(at: opt.ownerEnd + 2), 1232))
  }

  /// Priorities rise from record to record; all instances of a service begin with the leader's, which is zero.
  private var hasSRVInOrder: Bool {
    let priorities = answer.records.filter { $0.section == 1 && $0.type == 33 }.map { answer.field(at: $0.dataStart) }
    guard let first = priorities.first, first == 0 || !asksForAllInstances else { return priorities.isEmpty }
    return zip(priorities, priorities.dropFirst()).allSatisfy { $0 < $1 || $1 == .max }
  }

  /// Whether the question is for a service as a whole, and not answered by way of an alias.
  private var asksForAllInstances: Bool {
    let name = packet.octets[12...].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    return World.origins.contains { origin in
      let label = Int(name[0])
      return label < 64 && name.dropFirst(1 + label).starts(with: origin)
    } && answer.records.allSatisfy { $0.section > 1 || $0.type == 33 }
  }
}
