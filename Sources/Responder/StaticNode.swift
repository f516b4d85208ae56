internal import DNSWire
internal import ZoneFile

/// What a zone file has at one owner name; without RRsets where only names beneath it have records.
final class StaticNode: Sendable {
  let rrsets: [StaticRRset]
  /// Whether addresses of the file replace the discovered ones.
  let hasAddresses: Bool
  /// The NS records of a zone cut: another server answers for the name and what is beneath.
  let delegation: StaticRRset?
  /// The DNAME record: names beneath are aliases (RFC 6672).
  let redirection: StaticRRset?
  /// The node of the wildcard directly beneath, if there is one.
  let wildcard: StaticNode?

  init(_ owner: Name, _ rrsets: [RRset], in origin: Name, wildcard: StaticNode?) {
    self.wildcard = wildcard
    self.rrsets = rrsets.map { StaticRRset($0, owner: owner, in: origin) }
    delegation = owner == origin ? nil : self.rrsets.first { $0.type == .ns }
    redirection = self.rrsets.first { $0.type == .dname }
    hasAddresses = rrsets.contains { $0.type == .a || $0.type == .aaaa }
  }

  /// The RRset of a type; any for the QTYPE ANY (RFC 8482 section 4.1), and the alias where there is one (RFC 1034 section 3.6.2).
  func rrset(_ type: RecordType) -> StaticRRset? {
    rrsets.first { $0.type == type || type == .any || $0.type == .cname }
  }
}

/// An RRset of a zone file in the form in which it is sent.
final class StaticRRset: Sendable {
  let type: RecordType
  let ttl: UInt32
  let records: [[UInt8]]
  /// The owner's labels in front of the origin, in wire form.
  let ownerPrefix: [UInt8]
  /// The lower-case names whose addresses belong into the additional section: targets of NS, MX and SRV.
  let targets: [[UInt8]]

  init(_ rrset: RRset, owner: Name, in origin: Name) {
    type = rrset.type
    ttl = rrset.ttl
    records = rrset.rdata
    ownerPrefix = Array(owner.wire.dropLast(origin.wire.count))
    let prefix = Self.octetsBeforeTarget(rrset.type)
    targets = prefix.map { prefix in rrset.rdata.map { $0.dropFirst(prefix).map(\.asciiLowercased) } } ?? []
  }

  /// Octets of RDATA before the target's name: RFC 1035 sections 3.3.9 and 3.3.11, RFC 2782.
  private static func octetsBeforeTarget(_ type: RecordType) -> Int? {
    switch type.rawValue {
    case RecordType.ns.rawValue: 0
    case RecordType.mx.rawValue: 2
    case RecordType.srv.rawValue: 6
    default: nil
    }
  }
}
