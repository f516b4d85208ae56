/// Services that an earlier run has saved.
extension Catalog {
  /// Puts back what was saved `age` ago, as stale; of each source until it has spoken. A source that is configured no longer, and a
  /// service that cannot be watched any more, stay forgotten. Nothing has been shown yet, so it makes no changes.
  mutating func restore(_ saved: SavedCatalog, age: Duration, sourceNames: [String], at now: Duration) {
    for source in saved.sources {
      guard let rank = sourceNames.firstIndex(of: source.name) else { continue }
      for service in source.services { restore(service, of: rank, since: now - age - service.age, at: now) }
    }
    for (name, seen) in saved.recent { remember(name, at: now - age - seen, now) }
  }

  /// One that is not restored had instances all the same.
  private mutating func restore(
    _ service: SavedCatalog.Service, of rank: Int, since: Duration, at now: Duration
  ) {
    guard now - since < limits.maximumAge, mayRestore(service.name, of: layers[rank].kind) else {
      return remember(service.name, at: since, now)
    }
    layers[rank].restore(service.set, of: service.name, since: since)
  }

  private mutating func remember(_ name: String, at seen: Duration, _ now: Duration) {
    if now - seen < RecentServices.lifetime { lastSeen.insert(name, at: seen) }
  }

  private func mayRestore(_ name: String, of kind: SourceKind) -> Bool {
    switch kind {
    case .listing: true
    case .watching: configured.contains(name) || !watchesConfiguredOnly && WatchTable.isWatchable(name)
    }
  }

  /// Drops what was restored of a service that nobody can be asked about.
  mutating func abandon(_ name: String, at now: Duration) -> [CatalogChange] {
    change([name], at: now) {
      for rank in $0.layers.indices where $0.layers[rank].kind == .watching { $0.layers[rank].take(.empty, of: name) }
    }
  }

  /// The services of which a source cannot say how things are: letting their watches go would lose what it said last. A source whose
  /// word was refused can be asked again.
  var outOfTouch: Set<String> {
    Set(layers.flatMap { $0.doubts.filter(\.value.isAgeing).keys })
  }

  /// The services that were restored and have to be watched, so that their sources can say how things are now.
  var restoredNames: [String] {
    let layers = layers.filter { $0.kind == .watching }
    return Set(layers.flatMap { $0.doubts.filter { $0.value.reason == .restored }.keys }).sorted()
  }
}
