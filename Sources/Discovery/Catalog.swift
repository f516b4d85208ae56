/// Which instances exist, how old, with which attributes: the one owner of that. A value: events in, changes out.
public struct Catalog: Sendable {
  var layers: [Layer]
  var configured: Set<String>
  let watchesConfiguredOnly: Bool
  let limits: StalenessLimits
  var lastSeen = RecentServices()

  /// How a source is asked.
  public enum SourceKind: Sendable {
    /// It lists its services by itself.
    case listing
    /// It is asked service by service.
    case watching
  }

  /// A catalog of `sources` in the order of their rank.
  ///
  /// - Parameters:
  ///   - sources: how each is asked.
  ///   - configured: services that are shown whether or not they have instances.
  ///   - watchesConfiguredOnly: whether no source is asked for other services, so that there are none but those listed.
  ///   - limits: how long what a source said is used while it does not say so any more.
  public init(
    sources: [SourceKind], configured: some Sequence<String> = [], watchesConfiguredOnly: Bool = false,
    limits: StalenessLimits = StalenessLimits()
  ) {
    (self.watchesConfiguredOnly, self.limits) = (watchesConfiguredOnly, limits)
    precondition(sources.count <= SourceMask.maximumSources, "more sources than a mask has bits")
    layers = sources.map(Layer.init)
    self.configured = Set(configured.map { $0.lowercased() })
  }

  /// The services there are, in lower case: listed, watched, configured or seen lately.
  public var names: Set<String> {
    layers.reduce(into: configured.union(lastSeen.names)) { $0.formUnion($1.names) }
  }

  /// The services that sources list by themselves.
  public var listedNames: Set<String> {
    layers.filter { $0.kind == .listing }.reduce(into: []) { $0.formUnion($1.names) }
  }

  /// A service as it is shown; absent where nothing is shown yet and a question has to wait.
  public func service(named name: String) -> Service? {
    let merged = merge(name)
    if !merged.list.isEmpty {
      return Service(
        name: name, list: merged.list, hasLeader: merged.hasLeader, presence: .known, sources: merged.sources)
    }
    switch word(on: name) {
    case .waiting: return nil
    case .gone, .failed: return Service(name: name, instances: [], presence: .unavailable, sources: [])
    case .nothing, .listed:
      let presence: Service.Presence = isKnown(name) ? .known : .unknown
      return Service(name: name, instances: [], presence: presence, sources: [])
    }
  }

  /// What a service is that no source lists or watches.
  public var others: Service.Presence? {
    guard watchesConfiguredOnly || layers.allSatisfy({ $0.kind == .listing }) else { return nil }
    switch word(on: "") {
    case .waiting: return nil
    case .gone, .failed: return .unavailable
    case .nothing, .listed: return .unknown
    }
  }

  /// All that is shown, as changes from nothing.
  public var present: [CatalogChange] {
    [.others(others)] + names.sorted().compactMap { shown($0).map(CatalogChange.service) }
  }

  /// Whether a listing source has neither listed its services nor is known to be gone.
  public var isWaitingForListing: Bool { layers.contains { $0.kind == .listing && $0.word(on: "") == .waiting } }

  /// What the sources that could know a service say about it, taken together.
  private func word(on name: String) -> Layer.Word {
    let responsible = layers.lazy.filter {
      $0.kind == .listing || !self.watchesConfiguredOnly || self.configured.contains(name)
    }
    return responsible.map { $0.word(on: name) }.max() ?? .nothing
  }

  func isKnown(_ name: String) -> Bool {
    configured.contains(name) || lastSeen.contains(name) || layers.contains { $0.word(on: name) == .listed }
  }

  /// The instances of all sources: the first-ranked source's first, with its leader in front, each endpoint once.
  func merge(_ name: String) -> (list: InstanceList, hasLeader: Bool, sources: SourceMask) {
    let parts = layers.indices.compactMap { rank in layers[rank].services[name].map { (rank, $0) } }
      .filter { !$0.1.list.isEmpty }
    guard let first = parts.first else { return (InstanceList([]), false, []) }
    let hasLeader = first.1.hasLeader
    guard parts.count > 1 else { return (first.1.leaderFirstList, hasLeader, mask(of: first.0, name)) }
    var seen: Set<Endpoint> = []
    var instances: [Instance] = []
    var sources: SourceMask = []
    for (rank, part) in parts {
      let new = part.leaderFirst.filter { seen.insert($0.endpoint).inserted }
      instances += new
      if !new.isEmpty { sources.formUnion(mask(of: rank, name)) }
    }
    return (InstanceList(instances), hasLeader, sources)
  }

  /// Whose word on a service that of a source is: also of those that are never up to date, where it does not confirm this service.
  private func mask(of rank: Int, _ name: String) -> SourceMask {
    let isStale = layers[rank].doubts[name]?.isOfServiceAlone == true
    return isStale ? [SourceMask(rank: rank), .failing] : SourceMask(rank: rank)
  }
}
