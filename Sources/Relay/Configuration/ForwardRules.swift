package import DNSWire

/// Which upstreams are asked for which names.
package struct ForwardRules: Sendable, Equatable {
  /// Upstreams that are asked for the same names: 0 are those of all names, others have a domain. Stays the same while the rules do.
  package typealias Group = Int

  private struct Zone: Sendable, Equatable {
    let domain: Name
    let group: Group
    let upstreams: [Upstream]
  }

  private let defaultUpstreams: [Upstream]
  /// Longest domains first.
  private let zones: [Zone]
  /// Every upstream there is.
  let all: Set<Upstream>

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
      .map { Zone(domain: $1, group: $0 + 1, upstreams: (upstreams[$1] ?? []).withoutRepeats) }
      .sorted { $0.domain.wire.count > $1.domain.wire.count }
    all = Set(defaultUpstreams + self.zones.flatMap(\.upstreams))
  }

  /// All groups, with their domains: the root is the domain of those for all names.
  package var groups: [(group: Group, domain: Name, upstreams: [Upstream])] {
    [(0, .root, defaultUpstreams)] + zones.map { ($0.group, $0.domain, $0.upstreams) }
  }

  /// The same with another's upstreams of all names where these have none.
  func withDefault(of other: ForwardRules) -> ForwardRules {
    guard defaultUpstreams.isEmpty else { return self }
    return ForwardRules(default: other.defaultUpstreams, zones: zones.map { ($0.domain, $0.upstreams) })
  }

  /// The upstreams of a name: those of the longest domain that it is in. There may be none.
  package func upstreams(for name: Name) -> (group: Group, upstreams: [Upstream]) {
    for zone in zones where name.isEqual(toOrBeneath: zone.domain) { return (zone.group, zone.upstreams) }
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
