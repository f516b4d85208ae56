/// Which instances exist, how old, with which attributes: the one owner of that. A value: events in, changes out.
public struct Catalog: Sendable {
  private var layers: [Layer]
  private var configured: Set<String>
  private let watchesConfiguredOnly: Bool
  private var lastSeen = RecentServices()

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
  public init(
    sources: [SourceKind], configured: some Sequence<String> = [], watchesConfiguredOnly: Bool = false
  ) {
    self.watchesConfiguredOnly = watchesConfiguredOnly
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
    if !merged.instances.isEmpty {
      return Service(
        name: name, instances: merged.instances, hasLeader: merged.hasLeader, presence: .known, sources: merged.sources)
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

  private func isKnown(_ name: String) -> Bool {
    configured.contains(name) || lastSeen.contains(name) || layers.contains { $0.word(on: name) == .listed }
  }

  /// The instances of all sources: the first-ranked source's first, with its leader in front, each endpoint once.
  private func merge(_ name: String) -> (instances: [Instance], hasLeader: Bool, sources: SourceMask) {
    let parts = layers.indices.compactMap { rank in layers[rank].services[name].map { (rank, $0) } }
      .filter { !$0.1.instances.isEmpty }
    guard let first = parts.first else { return ([], false, []) }
    let hasLeader = first.1.leader != nil
    guard parts.count > 1 else { return (first.1.leaderFirst, hasLeader, mask(of: first.0, name)) }
    var seen: Set<Endpoint> = []
    var instances: [Instance] = []
    var sources: SourceMask = []
    for (rank, part) in parts {
      let new = part.leaderFirst.filter { seen.insert($0.endpoint).inserted }
      instances += new
      if !new.isEmpty { sources.formUnion(mask(of: rank, name)) }
    }
    return (instances, hasLeader, sources)
  }

  /// Whose word on a service that of a source is: also of those that are never up to date, where it fails for this service.
  private func mask(of rank: Int, _ name: String) -> SourceMask {
    layers[rank].word(on: name) == .failed ? [SourceMask(rank: rank), .failing] : SourceMask(rank: rank)
  }
}

extension Catalog {
  /// Takes in what a listing source says.
  public mutating func receive(_ event: ListingEvent, from rank: Int, at now: Duration) -> [CatalogChange] {
    change(concerned(by: event, from: rank), at: now) { $0.layers[rank].receive(event) }
  }

  private func concerned(by event: ListingEvent, from rank: Int) -> Set<String> {
    switch event {
    case .all(let services): names.union(services.keys.map { $0.lowercased() })
    case .changed(let services): Set(services.keys.map { $0.lowercased() })
    case .lost: layers[rank].hasSpoken ? [] : names
    }
  }

  /// Takes over which services are shown whether or not they have instances.
  public mutating func configure(_ names: some Sequence<String>, at now: Duration) -> [CatalogChange] {
    let names = Set(names.map { $0.lowercased() })
    return change(configured.symmetricDifference(names), at: now) { $0.configured = names }
  }

  /// Takes in what a watch of a source says.
  public mutating func receive(
    _ event: WatchEvent, of name: String, from rank: Int, at now: Duration
  ) -> [CatalogChange] {
    change([name], at: now) { $0.layers[rank].receive(event, of: name) }
  }

  /// Notes that a service is watched from now on, and so waited for.
  public mutating func begin(watching name: String, at now: Duration) -> [CatalogChange] {
    change([name], at: now) { $0.forEachWatching { $0.begin(watching: name) } }
  }

  /// Notes that a service is watched no longer.
  public mutating func end(watching name: String, at now: Duration) -> [CatalogChange] {
    change([name], at: now) { $0.forEachWatching { $0.end(watching: name) } }
  }

  /// Forgets what was seen too long ago.
  public mutating func forget(at now: Duration) -> [CatalogChange] {
    change(lastSeen.expired(at: now), at: now) { $0.lastSeen.expire(at: now) }
  }

  private mutating func forEachWatching(_ body: (inout Layer) -> Void) {
    for rank in layers.indices where layers[rank].kind == .watching { body(&layers[rank]) }
  }

  /// Carries out a change that concerns `names`, and says what is shown differently since.
  private mutating func change(
    _ names: Set<String>, at now: Duration, _ body: (inout Catalog) -> Void
  ) -> [CatalogChange] {
    let before = names.map { ($0, shown($0)) }
    let (othersBefore, goneBefore) = (others, gone)
    body(&self)
    var changes: [CatalogChange] = gone == goneBefore ? [] : [.stale(gone)]
    for (name, old) in before {
      if old?.instances.isEmpty == false && merge(name).instances.isEmpty { lastSeen.insert(name, at: now) }
      let new = shown(name)
      if new != old { changes.append(new.map(CatalogChange.service) ?? .forgotten(name: name)) }
    }
    if others != othersBefore { changes.append(.others(others)) }
    return changes
  }

  /// A service as it is told of by name; absent where it is only one of the others. One that is configured and not yet answered for is
  /// told of where the others do not exist, so as not to be taken for one of them.
  private func shown(_ name: String) -> Service? {
    guard isKnown(name) || layers.contains(where: { $0.mentions(name) }) else { return nil }
    if let service = service(named: name) { return service }
    let isAwaited = configured.contains(name) && others != nil
    return isAwaited ? Service(name: name, instances: [], presence: .awaited, sources: []) : nil
  }

  private var gone: SourceMask {
    layers.indices.reduce(into: []) { if layers[$1].isGone { $0.insert(SourceMask(rank: $1)) } }
  }
}
