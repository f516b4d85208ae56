/// A long listing, taken over in parts.
extension Catalog {
  /// Notes that a listing of as many instances will be taken over in parts: so many count as known from now on.
  mutating func receiveBeginning(of count: Int, from rank: Int) { layers[rank].announcedCount = count }

  /// Takes over a part of all that a listing source has; what is not in it stays.
  mutating func receive(part: ListingPart, from rank: Int, at now: Duration) -> [CatalogChange] {
    change(Set(part.services.map(\.name)), at: now) {
      for (name, sets) in part.services { $0.layers[rank].take(sets, of: name) }
    }
  }

  /// Notes that all parts are taken over.
  mutating func receiveEnd(from rank: Int, at now: Duration) -> [CatalogChange] {
    // What has instances is shown as before.
    change(withoutInstances, at: now) {
      ($0.layers[rank].announcedCount, $0.layers[rank].refusals) = (nil, Refusals())
      $0.layers[rank].noteListed()
    }
  }

  /// The services that a source has and of which `listing` says nothing.
  func names(missingIn listing: LongListing, from rank: Int) -> [String] {
    layers[rank].services.keys.filter { !listing.contains($0) }
  }

  private var withoutInstances: Set<String> {
    var names = configured.union(lastSeen.times.keys)
    for layer in layers { names.formUnion(layer.namesWithoutInstances) }
    return names.filter { !hasInstances($0) }
  }
}

extension Catalog.Layer {
  /// Takes over the sets of a service, by the spellings of its name; none where it is listed no longer.
  fileprivate mutating func take(_ sets: [String: ServiceSet], of name: String) {
    let isSpelled = sets.keys.contains { $0 != name }
    if isSpelled || spellings[name] != nil { spellings[name] = isSpelled ? sets : nil }
    if doubts[name] != nil { doubts[name] = nil }
    let set = Self.merged(sets)
    // What stays the same stays where it is, so that the new copy of it can go.
    if set == nil || services[name] != set { store(set, of: name) }
  }
}
