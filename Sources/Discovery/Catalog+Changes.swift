/// What sources and watches say, taken in; and what is shown differently since.
extension Catalog {
  /// Takes in what a listing source says.
  public mutating func receive(_ event: ListingEvent, from rank: Int, at now: Duration) -> [CatalogChange] {
    change(concerned(by: event, from: rank), at: now) { $0.layers[rank].receive(event, at: now) }
  }

  private func concerned(by event: ListingEvent, from rank: Int) -> Set<String> {
    switch event {
    case .all(let services): names.union(services.keys.map { $0.lowercased() })
    case .changed(let services): Set(services.keys.map { $0.lowercased() })
    case .lost: concernedByLoss(of: rank)
    }
  }

  /// The services that are shown differently because a listing source is gone: what it lists is known once it has spoken.
  func concernedByLoss(of rank: Int) -> Set<String> { layers[rank].hasSpoken ? [] : names }

  /// Takes over which services are shown whether or not they have instances.
  public mutating func configure(_ names: some Sequence<String>, at now: Duration) -> [CatalogChange] {
    let names = Set(names.map { $0.lowercased() })
    return change(configured.symmetricDifference(names), at: now) { $0.configured = names }
  }

  /// Takes in what a watch of a source says.
  public mutating func receive(
    _ event: WatchEvent, of name: String, from rank: Int, at now: Duration
  ) -> [CatalogChange] {
    change([name], at: now) { $0.layers[rank].receive(event, of: name, at: now, $0.limits) }
  }

  /// Notes that a service is watched from now on, and so waited for.
  public mutating func begin(watching name: String, at now: Duration) -> [CatalogChange] {
    change([name], at: now) { $0.forEachWatching { $0.begin(watching: name, at: now) } }
  }

  /// Notes that a service is watched no longer.
  public mutating func end(watching name: String, at now: Duration) -> [CatalogChange] {
    change([name], at: now) { $0.forEachWatching { $0.end(watching: name, at: now) } }
  }

  /// Forgets what was seen too long ago, and drops the instances whose source has not confirmed them for too long.
  public mutating func forget(at now: Duration) -> [CatalogChange] {
    let limit = now - limits.maximumAge
    let unconfirmed = layers.reduce(into: Set<String>()) { $0.formUnion($1.unconfirmed(since: limit)) }
    return change(lastSeen.expired(at: now).union(unconfirmed), at: now) {
      for rank in $0.layers.indices { $0.layers[rank].dropUnconfirmed(since: limit) }
      $0.lastSeen.expire(at: now)
    }
  }

  private mutating func forEachWatching(_ body: (inout Layer) -> Void) {
    for rank in layers.indices where layers[rank].kind == .watching { body(&layers[rank]) }
  }

  /// Carries out a change that concerns `names`, and says what is shown differently since.
  mutating func change(
    _ names: Set<String>, at now: Duration, _ body: (inout Catalog) -> Void
  ) -> [CatalogChange] {
    let before = names.map { (name: $0, shown: shown($0), known: lastKnown($0, at: now)) }
    let (othersBefore, goneBefore) = (others, gone)
    body(&self)
    var changes: [CatalogChange] = gone == goneBefore ? [] : [.stale(gone)]
    for (name, old, known) in before {
      if let known, !hasInstances(name) { lastSeen.insert(name, at: known) }
      let new = shown(name)
      if new != old { changes.append(new.map(CatalogChange.service) ?? .forgotten(name: name)) }
    }
    if others != othersBefore { changes.append(.others(others)) }
    return changes
  }

  /// A service as it is told of by name; absent where it is only one of the others. One that is configured and not yet answered for is
  /// told of where the others do not exist, so as not to be taken for one of them.
  func shown(_ name: String) -> Service? {
    guard isKnown(name) || layers.contains(where: { $0.mentions(name) }) else { return nil }
    if let service = service(named: name) { return service }
    let isAwaited = configured.contains(name) && others != nil
    return isAwaited ? Service(name: name, instances: [], presence: .awaited, sources: []) : nil
  }

  /// Whether any source has instances of a service.
  func hasInstances(_ name: String) -> Bool { layers.contains { $0.services[name]?.list.isEmpty == false } }

  private var gone: SourceMask {
    layers.indices.reduce(into: []) { if layers[$1].isGone { $0.insert(SourceMask(rank: $1)) } }
  }
}
