package import DNSWire

/// Tells names that were meant for a zone of ours, but were asked for with a search domain behind them: `api.service.local` was
/// tried as `api.service.local.corp.example`. Each tells the upstream of a service's name.
package struct SearchLeaks: Sendable {
  private let searchDomains: [Name]
  private let origins: [Name]

  /// - Parameters:
  ///   - searchDomains: what stub resolvers append, as in resolv.conf.
  ///   - origins: the origins of our zones.
  package init(searchDomains: [Name], origins: [Name]) {
    self.searchDomains = searchDomains.filter { $0 != .root }
    self.origins = origins.filter { $0 != .root }
  }

  /// Whether a name ends in a search domain, and what is in front of that in an origin or beneath it.
  package func isLeak(_ name: Name) -> Bool {
    searchDomains.contains { domain in
      guard let start = name.offset(ofSuffix: domain), start > 0 else { return false }
      guard let front = try? Name(wire: name.wire[..<start] + [0]) else { return false }
      return origins.contains { front.isEqual(toOrBeneath: $0) }
    }
  }
}
