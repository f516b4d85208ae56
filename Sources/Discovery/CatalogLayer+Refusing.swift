/// What is refused of a source, until it fits.
extension Catalog.Layer {
  /// Notes that as many instances of a service were refused: those that are known are not the source's present word, but do not grow
  /// old, since the source is there.
  mutating func refuse(_ count: Int, of name: String, at now: Duration) {
    let key = name.lowercased()
    guard kind == .listing || watches[key] != nil else { return }
    refusals.add(count, of: key, name)
    switch kind {
    case .watching:
      doubt(key, .refused, at: now)
      setWatch(key, .failed, at: now)
    case .listing:
      if doubts[key] == nil { doubt(key, .refused, at: now) }
      if refusals.services.count > Refusals.maximumServices { refuse(listing: wanted ?? instanceCount) }
    }
  }

  /// Notes that all that a listing source has, as many instances, was refused: it counts as gone, but is not lost.
  mutating func refuse(listing count: Int) {
    refusals.merge(into: count)
    lostSince = nil
  }

  /// Notes that a listing source is lost. What it had grows old from now on if it was refused until now.
  mutating func noteLost(at now: Duration) {
    lostSince = lostSince ?? now
    guard refusals.listing != nil else { return }
    refusals.listing = nil
    doubts = doubts.mapValues { Doubt(since: now, reason: $0.reason) }
  }

  /// Notes that what a source said last under a spelling of a service's name is taken over.
  mutating func noteAdmitted(_ key: String, _ spelling: String) {
    refusals.remove(key, spelling)
    if refusals.services[key] == nil, doubts[key]?.reason == .refused { doubts[key] = nil }
  }

  /// As many instances as a listing source would have with those that were refused; absent where there are none, or it was asked again.
  var wanted: Int? {
    if let listing = refusals.listing { return listing.isAskedAgain ? nil : listing.count }
    let refused = refusals.services.values.joined()
    guard refused.contains(where: { !$0.value.isAskedAgain }) else { return nil }
    return refused.reduce(instanceCount) { $0 + $1.value.count - self.count(ofSpelling: $1.key) }
  }

  /// The instances that are known under one spelling of a service's name.
  func count(ofSpelling name: String) -> Int {
    let key = name.lowercased()
    if let sets = spellings[key] { return sets[name]?.list.count ?? 0 }
    return name == key ? services[key]?.list.count ?? 0 : 0
  }
}

extension Catalog {
  /// Notes how many instances of services were refused.
  mutating func refuse(_ counts: [String: Int], from rank: Int, at now: Duration) -> [CatalogChange] {
    change(Set(counts.keys.map { $0.lowercased() }), at: now) {
      for (name, count) in counts { $0.layers[rank].refuse(count, of: name, at: now) }
    }
  }

  /// Notes that all that a listing source has, as many instances, was refused.
  mutating func refuse(listing count: Int, from rank: Int, at now: Duration) -> [CatalogChange] {
    change(concernedByLoss(of: rank), at: now) { $0.layers[rank].refuse(listing: count) }
  }

  /// The ranks of the listing sources all of whose refused instances fit now.
  func listingsToAskAgain(_ limit: Int) -> [Int] {
    layers.indices.filter { rank in
      let layer = layers[rank]
      guard layer.kind == .listing, layer.announcedCount == nil, let wanted = layer.wanted else { return false }
      return wanted <= layer.instanceCount || instanceCount - layer.instanceCount + wanted <= limit
    }
  }

  /// The watched services whose refused instances fit now, one after the other in order of name.
  func servicesToAskAgain(_ limit: Int) -> [String] {
    var count = instanceCount
    let refused = layers.filter { $0.kind == .watching }.flatMap { layer in
      layer.refusals.services.compactMap { name, counts in
        counts[name].flatMap { $0.isAskedAgain ? nil : (name: name, more: $0.count - layer.count(ofSpelling: name)) }
      }
    }
    return refused.sorted { $0.name < $1.name }.compactMap { name, more in
      guard count + more <= limit else { return nil }
      count += more
      return name
    }
  }

  /// Notes that a service is asked for again.
  mutating func noteAsked(for name: String) {
    for rank in layers.indices where layers[rank].kind == .watching { layers[rank].refusals.noteAsked(for: name) }
  }
}
