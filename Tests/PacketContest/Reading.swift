internal import DNSWire
internal import ZoneFile

/// What a reader has found in a query, in a form that both readers can be brought to.
struct Reading: Equatable {
  /// The QNAME in wire form and lower case.
  var name: [UInt8]
  var type: UInt16
  var recordClass: UInt16
  var edns: EDNS?

  struct EDNS: Equatable {
    var payloadSize: UInt16
    var version: UInt8
    var isDNSSECWanted: Bool
  }

  /// What our reader makes of a packet; absent where it is not a query that it takes.
  static func ours(_ packet: [UInt8], with query: inout Query) -> Reading? {
    let verdict = packet.withOctets { query.read($0) }
    // A version that is not ours is refused, after the whole packet was read: with a question, or without.
    let isWhole = verdict == .question || verdict == .refusal(.badVers)
    guard isWhole, query.questionEnd > Header.length else { return nil }
    let name = query.name.withSuffix(fromLabel: 0) { name in (0..<name.byteCount).map { name.octet(at: $0) } }
    let edns = query.edns.map {
      EDNS(payloadSize: $0.payloadSize, version: $0.version, isDNSSECWanted: $0.isDNSSECWanted)
    }
    return Reading(name: name, type: query.type.rawValue, recordClass: query.recordClass.rawValue, edns: edns)
  }

  /// What libldns makes of a packet; absent where it refuses it, or finds no question.
  static func theirs(_ packet: [UInt8]) -> Reading? {
    guard let outline = MessageOutline(packet), let question = outline.question else { return nil }
    let edns = outline.edns.map {
      EDNS(payloadSize: $0.payloadSize, version: $0.version, isDNSSECWanted: $0.isDNSSECWanted)
    }
    return Reading(
      name: question.name.map(\.asciiLowercased), type: question.type, recordClass: question.recordClass, edns: edns)
  }
}

extension MessageShape {
  /// Whether libldns reads more or less of a record whose owner is a name than its length field says, or refuses it.
  var hasUnreadRDATA: Bool {
    records.contains { isName(at: $0.start) && MessageOutline.endOfRecord(at: $0.start, in: octets) != $0.end }
  }
}
