/// Services whose source says that they have no instances any more, which is not believed yet.
extension Catalog {
  /// Whether the word of any source that a service has no instances any more is doubted.
  func isHolding(_ name: String) -> Bool { layers.contains { $0.holds[name] != nil } }

  /// When the first grace time is over; absent where nothing is doubted.
  var nextRelease: Duration? { layers.compactMap { $0.holds.values.min() }.min() }

  /// Believes what was said before the grace time and not taken back since.
  mutating func release(at now: Duration) -> [CatalogChange] {
    change(Set(layers.flatMap { $0.releasable(at: now) }), at: now) {
      for rank in $0.layers.indices {
        for name in $0.layers[rank].releasable(at: now) { $0.layers[rank].take(.empty, of: name) }
      }
    }
  }

  /// When any source was last known to say that a service has instances; absent where it has none.
  func lastKnown(_ name: String, at now: Duration) -> Duration? {
    layers.compactMap { $0.lastKnown(name, at: now) }.max()
  }
}
