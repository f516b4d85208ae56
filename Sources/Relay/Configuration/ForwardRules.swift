package import DNSWire

/// Which upstreams are asked for which names.
package struct ForwardRules: Sendable {
  /// Upstreams that are asked for the same names: 0 are those of all names, others have a domain. Stays the same while the rules do.
  package typealias Group = Int

  private let defaultUpstreams: [Upstream]
  /// Longest domains first.
  private let zones: [(domain: Name, group: Group, upstreams: [Upstream])]

  /// - Parameters:
  ///   - default: the upstreams of names that are in no zone's domain; none: those are not forwarded.
  ///   - zones: domains and their upstreams; of a domain that is there twice all are asked, in the order given.
  package init(default: [Upstream], zones: [(Name, [Upstream])] = []) {
    defaultUpstreams = `default`.withoutRepeats
    var order: [Name] = []
    var upstreams: [Name: [Upstream]] = [:]
    for (domain, more) in zones {
      if upstreams[domain] == nil { order.append(domain) }
      upstreams[domain, default: []] += more
    }
    self.zones = order.enumerated()
      .map { ($1, $0 + 1, (upstreams[$1] ?? []).withoutRepeats) }
      .sorted { $0.0.wire.count > $1.0.wire.count }
  }

  /// All groups, with their domains: the root is the domain of those for all names.
  package var groups: [(group: Group, domain: Name, upstreams: [Upstream])] {
    [(0, .root, defaultUpstreams)] + zones.map { ($0.group, $0.domain, $0.upstreams) }
  }

  /// The upstreams of a name: those of the longest domain that it is in. There may be none.
  package func upstreams(for name: Name) -> (group: Group, upstreams: [Upstream]) {
    for zone in zones where name.offset(ofSuffix: zone.domain) != nil { return (zone.group, zone.upstreams) }
    return (0, defaultUpstreams)
  }
}

extension [Upstream] {
  /// Each upstream once, where it comes first.
  fileprivate var withoutRepeats: [Upstream] {
    var seen: Set<Upstream> = []
    return filter { seen.insert($0).inserted }
  }
}
