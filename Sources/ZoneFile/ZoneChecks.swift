internal import DNSWire

/// What records have to be in a zone that is served.
struct ZoneChecks {
  private let records: ZoneRecords
  private let aliases: AliasChecks

  init(_ records: ZoneRecords) {
    self.records = records
    aliases = AliasChecks(records)
  }

  /// The highest TTL, RFC 2181 section 8.
  private static let maximumTTL: UInt32 = 0x7FFF_FFFF

  /// All that is wrong.
  var problems: [RecordError] {
    records.all.compactMap(problem) + [secondSOA].compactMap { $0 }
  }

  private func problem(of record: ZoneRecord) -> RecordError? {
    message(of: record).map { RecordError(line: record.line, message: $0) }
  }

  private func message(of record: ZoneRecord) -> String? {
    if !record.owner.isEqual(toOrBeneath: records.origin) {
      let hint = "names without a final dot are relative to $ORIGIN"
      return "\(record.owner) lies outside the zone \(records.origin); \(hint)"
    }
    if let ttl = record.ttl, ttl > Self.maximumTTL { return "expected a TTL of at most \(Self.maximumTTL) seconds" }
    if record.type == .soa && record.owner != records.origin {
      return "a second SOA; the zone's is that of \(records.origin)"
    }
    if record.type.isMeta { return "records of the type \(record.type.rawValue) are for messages, not for zones" }
    return aliases.message(of: record) ?? unservedProblem(of: record)
  }

  private var secondSOA: RecordError? {
    let all = records.at(records.origin).all.filter { $0.type == .soa }
    return all.first { $0.rdata != all[0].rdata }.map { RecordError(line: $0.line, message: "a second SOA") }
  }

  /// What would be answered wrongly, or has no meaning, is refused instead.
  private func unservedProblem(of record: ZoneRecord) -> String? {
    let isWildcard = record.owner.labels.first?.elementsEqual([UInt8(ascii: "*")]) == true
    guard isWildcard, record.type == .ns || record.type == .dname else { return nil }
    return "an NS or DNAME record at a wildcard has no meaning (RFC 4592 sections 4.2 and 4.4)"
  }
}
