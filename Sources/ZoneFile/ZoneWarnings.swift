internal import DNSWire

/// What can be served, but is hardly meant.
struct ZoneWarnings {
  private let records: ZoneRecords
  private let apex: [ZoneRecord]
  /// Whether the first record has no TTL, nor a `$TTL` before it: later ones have that of the record before.
  private let isTTLUnstated: Bool

  init(_ records: ZoneRecords, isTTLUnstated: Bool) {
    self.records = records
    self.isTTLUnstated = isTTLUnstated
    apex = records.at(records.origin).all
  }

  /// All of them, by line.
  var all: [RecordError] {
    let ofZone = [withoutServers, withoutTTL].compactMap { $0 }
    let ofRecords = records.all.compactMap(warning)
    return (ofZone + differentTTLs + hidden + ofRecords).sorted { $0.line < $1.line }
  }

  private var withoutServers: RecordError? {
    let soa = apex.first { $0.type == .soa }
    guard let soa, !apex.contains(where: { $0.type == .ns }) else { return nil }
    return RecordError(line: soa.line, message: "the zone has no NS record at \(records.origin) (RFC 1035 section 5.2)")
  }

  private var withoutTTL: RecordError? {
    guard isTTLUnstated, let first = records.all.first else { return nil }
    let message = "no TTL and no $TTL before: the SOA's minimum is taken (RFC 2308 section 4)"
    return RecordError(line: first.line, message: message)
  }

  /// The first record of each RRset whose TTL is not that of the one before.
  private var differentTTLs: [RecordError] {
    var ttls: [Name: [RecordType: UInt32]] = [:]
    var told: [Name: Set<RecordType>] = [:]
    return records.all.compactMap { record in
      guard let other = ttls[record.owner]?[record.type] else {
        ttls[record.owner, default: [:]][record.type] = record.ttl
        return nil
      }
      guard other != record.ttl, told[record.owner, default: []].insert(record.type).inserted else { return nil }
      let message = "another TTL than this type has above at \(record.owner): the lowest counts (RFC 2181 section 5.2)"
      return RecordError(line: record.line, message: message)
    }
  }

  /// The first record of each name that nobody sees because of a zone cut.
  private var hidden: [RecordError] {
    let servers = Set(records.all.filter { $0.type == .ns }.compactMap(\.target))
    var told: Set<Name> = []
    return records.all.compactMap { record in
      guard let cut = records.cut(atOrAbove: record.owner), !(record.isAddress && servers.contains(record.owner)),
        record.owner != cut || !Self.typesAtCut.contains(record.type), told.insert(record.owner).inserted
      else { return nil }
      return RecordError(line: record.line, message: "hidden by the NS records of \(cut) (RFC 2181 section 6)")
    }
  }

  /// What a zone says itself of a name that it delegates, RFC 4035 section 2.6: NS, DS and NSEC.
  private static let typesAtCut: [RecordType] = [.ns, .ds, RecordType(rawValue: 47)]

  private func warning(of record: ZoneRecord) -> RecordError? {
    (addressWarning(of: record) ?? serverWarning(of: record) ?? targetWarning(of: record) ?? leaderWarning(of: record))
      .map { RecordError(line: record.line, message: $0) }
  }

  /// A target whose labels are the numbers of an IPv4 address, which is a name like any other and hardly has an address.
  private func addressWarning(of record: ZoneRecord) -> String? {
    guard record.type != .cname, let target = record.target else { return nil }
    let labels = target.labels.prefix(4)
    let isAddress = labels.count == 4 && labels.allSatisfy { UInt8(String(decoding: $0, as: UTF8.self)) != nil }
    return isAddress ? "the target \(target) is a name; expected that of a host, not an address" : nil
  }

  /// A server of this zone that can't be reached: without its addresses, and beneath a cut nobody can ask for them (RFC 1034
  /// section 4.2.1).
  private func serverWarning(of record: ZoneRecord) -> String? {
    guard record.type == .ns, let target = record.target, target.isEqual(toOrBeneath: records.origin),
      !records.hasAddresses(at: target)
    else { return nil }
    return "the server \(target) has no address in this file"
  }

  private func targetWarning(of record: ZoneRecord) -> String? {
    guard record.type == .srv || record.type == .mx, let target = record.target,
      target.isEqual(toOrBeneath: records.origin), records.cut(atOrAbove: target) == nil,
      !records.hasAddresses(at: target), !DiscoverableName.mayHaveAddresses(target, in: records.origin)
    else { return nil }
    return "the target \(target) has no address in this file, and is neither a service nor a host of one"
  }

  private func leaderWarning(of record: ZoneRecord) -> String? {
    guard record.isAddress || record.type == .srv || record.type == .cname,
      let service = DiscoverableName.serviceLed(by: record.owner, in: records.origin)
    else { return nil }
    return "hides the leader of the service \(service)"
  }
}
