/// A source of either kind; the order in which sources are given is their rank.
public enum RankedSource: Sendable {
  /// One that lists its services by itself.
  case listing(any ListingSource)
  /// One that is asked service by service.
  case watching(any DiscoverySource)

  /// What log lines call it.
  public var name: String {
    switch self {
    case .listing(let source): source.name
    case .watching(let source): source.name
    }
  }

  var kind: Catalog.SourceKind {
    switch self {
    case .listing: .listing
    case .watching: .watching
    }
  }
}
