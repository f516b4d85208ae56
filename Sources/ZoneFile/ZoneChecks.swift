internal import DNSWire

/// What records have to be to one another in a zone that is served.
struct ZoneChecks {
  /// The records, by owner.
  private let byOwner: [Name: [ZoneRecord]]
  private let origin: Name

  init(_ records: [ZoneRecord], origin: Name) {
    byOwner = Dictionary(grouping: records, by: \.owner)
    self.origin = origin
  }

  /// The highest TTL, RFC 2181 section 8.
  private static let maximumTTL: UInt32 = 0x7FFF_FFFF

  /// What is wrong with one record.
  func problem(of record: ZoneRecord) -> RecordError? {
    message(of: record).map { RecordError(line: record.line, message: $0) }
  }

  private func message(of record: ZoneRecord) -> String? {
    if !record.owner.isEqual(toOrBeneath: origin) {
      return "\(record.owner) lies outside the zone \(origin); names without a final dot are relative to $ORIGIN"
    }
    if let ttl = record.ttl, ttl > Self.maximumTTL { return "expected a TTL of at most \(Self.maximumTTL) seconds" }
    if record.type == .soa && record.owner != origin { return "a second SOA; the zone's is that of \(origin)" }
    return aliasProblem(of: record) ?? targetProblem(of: record) ?? unservedProblem(of: record)
  }

  private func aliasProblem(of record: ZoneRecord) -> String? {
    guard record.type == .cname, let neighbours = byOwner[record.owner] else { return nil }
    let isAlone = neighbours.allSatisfy { $0.type == .cname && $0.rdata == record.rdata }
    return isAlone ? nil : "\(record.owner) has a CNAME and other records (RFC 1034 section 3.6.2)"
  }

  /// NS, MX and SRV have to name a host, not an alias: RFC 2181 section 10.3, RFC 2782.
  private func targetProblem(of record: ZoneRecord) -> String? {
    guard let prefix = [RecordType.ns: 0, RecordType(rawValue: 15): 2, .srv: 6][record.type],
      let target = try? Name(wire: Array(record.rdata.dropFirst(prefix))),
      byOwner[target]?.contains(where: { $0.type == .cname }) == true
    else { return nil }
    return "the target \(target) is an alias"
  }

  /// What would be answered wrongly, or has no meaning, is refused instead.
  private func unservedProblem(of record: ZoneRecord) -> String? {
    let isWildcard = record.owner.labels.first?.elementsEqual([UInt8(ascii: "*")]) == true
    guard isWildcard, record.type == .ns || record.type == .dname else { return nil }
    return "an NS or DNAME record at a wildcard has no meaning (RFC 4592 sections 4.2 and 4.4)"
  }
}
