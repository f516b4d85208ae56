/// What a catalog knows, as it outlives the process. All times are ages: how long before the moment of saving.
package struct SavedCatalog: Sendable, Equatable {
  /// The services that each source has instances of.
  package var sources: [Source]
  /// Services that had instances lately, by name, and when they were seen last.
  package var recent: [String: Duration]

  /// What one source said.
  package struct Source: Sendable, Equatable {
    /// As log lines call it: by this it is found again.
    package var name: String
    /// Its services that have instances.
    package var services: [Service]

    /// A source of its parts.
    package init(name: String, services: [Service]) { (self.name, self.services) = (name, services) }
  }

  /// The instances that a source knew of one service.
  package struct Service: Sendable, Equatable {
    /// In lower case.
    package var name: String
    /// Oldest first, with who leads.
    package var set: ServiceSet
    /// How long ago the source was last known to say so; zero where it did at the moment of saving.
    package var age: Duration

    /// A service of its parts.
    package init(name: String, set: ServiceSet, age: Duration) { (self.name, self.set, self.age) = (name, set, age) }
  }

  /// What is saved, of its parts.
  package init(sources: [Source], recent: [String: Duration]) { (self.sources, self.recent) = (sources, recent) }

  /// How many services have instances.
  package var count: Int { sources.reduce(0) { $0 + $1.services.count } }
}

/// A catalog at one moment, which costs nothing to take; what is to be saved is made from it elsewhere.
package struct CatalogSnapshot: Sendable {
  let catalog: Catalog
  let sourceNames: [String]
  let now: Duration

  /// What is to be saved.
  package var saved: SavedCatalog {
    SavedCatalog(
      sources: zip(sourceNames, catalog.layers).map { name, layer in
        SavedCatalog.Source(name: name, services: services(of: layer))
      }, recent: catalog.lastSeen.times.mapValues { now - $0 })
  }

  private func services(of layer: Catalog.Layer) -> [SavedCatalog.Service] {
    layer.services.compactMap { name, set in
      layer.lastKnown(name, at: now).map { SavedCatalog.Service(name: name, set: set, age: now - $0) }
    }
  }
}
