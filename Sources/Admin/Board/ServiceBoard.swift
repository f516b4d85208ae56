package import Discovery

/// What the catalog shows, kept to be looked at: a value, changes in, events out.
package struct ServiceBoard: Sendable {
  /// The services that were told of, by name.
  package private(set) var services: [String: Service] = [:]
  /// The sources that are gone.
  package private(set) var gone: SourceMask = []

  /// Nothing is known yet.
  package init() {}

  /// Takes a change in.
  ///
  /// - Returns: what has changed by it; nothing where it says again what was known.
  package mutating func receive(_ change: CatalogChange) -> [BoardEvent] {
    switch change {
    case .service(let service): replace(service.name, with: service)
    case .forgotten(let name): replace(name, with: nil)
    case .stale(let gone): note(gone)
    case .others: []
    }
  }

  private mutating func replace(_ name: String, with service: Service?) -> [BoardEvent] {
    let before = services[name]
    guard before != service else { return [] }
    services[name] = service
    let (old, new) = (before?.leader?.endpoint, service?.leader?.endpoint)
    return [.service(name: name, service)] + (old == new ? [] : [.leader(name: name, new, before: old)])
  }

  private mutating func note(_ gone: SourceMask) -> [BoardEvent] {
    let changed = self.gone.symmetricDifference(gone)
    self.gone = gone
    return changed.ranks.map { .source(rank: $0, isGone: gone.contains(SourceMask(rank: $0))) }
  }

  /// Whether what is known of a service may be out of date.
  package func isStale(_ service: Service) -> Bool {
    !service.list.isEmpty && !service.sources.isDisjoint(with: gone.union(.failing))
  }

  /// How many services exist, how many instances they have, and how many of the services are stale.
  package var counts: (services: Int, instances: Int, stale: Int) {
    services.values.reduce(into: (0, 0, 0)) { counts, service in
      guard service.presence == .known else { return }
      counts.0 += 1
      counts.1 += service.list.count
      if isStale(service) { counts.2 += 1 }
    }
  }

  /// The services that exist, by name.
  package var known: [Service] {
    services.values.filter { $0.presence == .known }.sorted { $0.name < $1.name }
  }
}

extension Service {
  /// Who leads, if anyone does.
  package var leader: Instance? { hasLeader ? list.first : nil }
}

extension SourceMask {
  /// The sources' ranks, lowest first.
  var ranks: [Int] {
    (0..<SourceMask.maximumSources).filter { contains(SourceMask(rank: $0)) }
  }
}
