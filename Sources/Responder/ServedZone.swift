package import DNSWire
internal import Discovery
internal import ServiceIndex
package import ZoneFile

/// A zone file's data in the form in which it is looked up and sent; never changed once made.
package final class ServedZone: Sendable {
  /// The zone's name.
  package let origin: Name
  /// Labels of the origin without the root label.
  let originLabelCount: Int
  /// Octets of the origin in wire form.
  let originLength: Int
  /// Seconds that discovered answers may be kept: the file's `$TTL`.
  let discoveredTTL: UInt32
  /// Seconds that a negative answer may be kept: the lesser of the SOA's TTL and its MINIMUM, RFC 2308 section 5.
  let negativeTTL: UInt32
  /// The apex's SOA.
  let soa: StaticRRset
  /// The serial of the SOA in the file, RFC 1035 section 3.3.13: the least that is served.
  package let fileSerial: UInt32
  /// Records of the file.
  package let recordCount: Int

  /// Where its answers are counted, of ``CountedZones``.
  let countedAt: Int
  /// Whether the zone has what its text says, and neither services nor hosts.
  let isStatic: Bool
  /// The family whose addresses have names in the zone; absent for a zone of services.
  let reverseFamily: AddressFamily?
  /// Whether there are zone cuts, redirections and wildcards, so that they have to be looked for.
  let hasCuts: Bool
  let hasRedirections: Bool
  let hasWildcards: Bool
  private let originWire: [UInt8]
  private let names: NameTable
  private let nodes: [StaticNode]

  /// The TTL of discovered answers where the file has no `$TTL`, in seconds: short enough to follow a failover.
  package static let defaultDiscoveredTTL: UInt32 = 5

  /// The zone in served form; a `static` one shows no services. Its answers are counted at a place of ``CountedZones``.
  ///
  /// - Throws: ``ServedZoneError`` where it has no whole SOA at its apex.
  package init(_ zone: Zone, isStatic: Bool = false, countedAt: Int = CountedZones.others) throws(ServedZoneError) {
    (self.isStatic, self.countedAt) = (isStatic, countedAt)
    let apex = zone.rrsets.first { $0.owner == zone.origin && $0.type == .soa }
    guard let apex, let rdata = apex.rdata.first, rdata.count >= 22 else { throw .noSOA(zone.origin) }
    origin = zone.origin
    originWire = zone.origin.lowercased.wire
    originLength = zone.origin.wire.count
    originLabelCount = zone.origin.labels.count
    discoveredTTL = zone.defaultTTL ?? Self.defaultDiscoveredTTL
    let minimum = rdata.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
    negativeTTL = min(apex.ttl, minimum)
    fileSerial = rdata.suffix(20).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    recordCount = zone.rrsets.reduce(0) { $0 + $1.rdata.count }
    soa = StaticRRset(apex, owner: zone.origin, in: zone.origin)
    let owners = Self.ownersWithParents(of: zone)
    names = NameTable(owners)
    nodes = Self.nodes(owners, zone)
    reverseFamily = isStatic ? nil : ReverseName.family(of: origin)
    hasRedirections = nodes.contains { $0.redirection != nil }
    hasCuts = nodes.contains { $0.delegation != nil }
    hasWildcards = nodes.contains { $0.wildcard != nil }
  }

  private static func nodes(_ owners: [Name], _ zone: Zone) -> [StaticNode] {
    let rrsets = Dictionary(grouping: zone.rrsets, by: \.owner)
    let existing = Set(owners)
    return owners.map { owner in
      let wildcard = try? Name(wire: [1, UInt8(ascii: "*")] + owner.wire)
      let node = wildcard.flatMap { existing.contains($0) ? $0 : nil }.map {
        StaticNode($0, rrsets[$0] ?? [], in: zone.origin, wildcard: nil)
      }
      return StaticNode(owner, rrsets[owner] ?? [], in: zone.origin, wildcard: node)
    }
  }

  /// Every owner and every name between it and the apex, which exists without records (RFC 4592 section 2.2.2).
  private static func ownersWithParents(of zone: Zone) -> [Name] {
    var seen: Set<Name> = [zone.origin]
    var owners = [zone.origin]
    for rrset in zone.rrsets {
      var owner = rrset.owner
      while seen.insert(owner).inserted {
        owners.append(owner)
        guard let parent = owner.parent else { break }
        owner = parent
      }
    }
    return owners
  }

  /// Whether a name lies at or beneath the origin.
  func contains(_ name: borrowing QuestionName) -> Bool {
    guard name.labelCount >= originLabelCount else { return false }
    return name.withSuffix(fromLabel: name.labelCount - originLabelCount) { suffix in
      originWire.withOctets { suffix.hasSameOctets(as: $0) }
    }
  }

  /// Whether the `depth` labels that a name has in front of its own origin end in this one's, so that a search list may have put them
  /// together. A single label may as well be a service's name.
  func isEnd(of depth: Int, labelsOf name: borrowing QuestionName) -> Bool {
    guard depth >= originLabelCount, depth > 1 else { return false }
    return name.withLabels((depth - originLabelCount)..<depth) { labels in
      originWire.withOctets { labels.hasSameOctets(as: $0.extracting(0..<($0.byteCount - 1))) }
    }
  }

  /// What the file says of a name; absent where it says nothing.
  func node(_ name: borrowing QuestionName) -> StaticNode? {
    name.withSuffix(fromLabel: 0) { names.number(of: $0) }.map { nodes[$0] }
  }

  /// The zone cut at or above a name with `depth` labels in front of the origin, the highest one: its NS records, and the label of
  /// the name that it begins with. RFC 1034 section 4.3.2, step 3b.
  func cut(_ name: borrowing QuestionName, depth: Int) -> (delegation: StaticRRset, label: Int)? {
    var label = depth - 1
    while label >= 0 {
      if let delegation = name.withSuffix(fromLabel: label, { node($0) })?.delegation { return (delegation, label) }
      label -= 1
    }
    return nil
  }

  /// The redirection above a name with `depth` labels in front of the origin, and the label that its owner begins with: RFC 6672
  /// section 3.2. There is none above a redirection.
  func redirection(_ name: borrowing QuestionName, depth: Int) -> (record: StaticRRset, label: Int)? {
    for label in stride(from: depth, to: 0, by: -1) {
      if let record = name.withSuffix(fromLabel: label, { node($0) })?.redirection { return (record, label) }
    }
    return nil
  }

  /// The wildcard that stands for a name that does not exist: that of its closest encloser, RFC 4592 section 3.3.1. The names from
  /// label `firstExisting` on are known to exist, whether the file has them or not.
  func wildcard(_ name: borrowing QuestionName, firstExisting: Int) -> StaticNode? {
    guard hasWildcards, firstExisting > 0 else { return nil }
    for label in 1...firstExisting {
      if let encloser = name.withSuffix(fromLabel: label, { node($0) }) { return encloser.wildcard }
    }
    return nil
  }

  /// What the file says of a name in lower-case wire form.
  func node(_ name: RawSpan) -> StaticNode? { names.number(of: name).map { nodes[$0] } }
}
