internal import Logging

/// What is kept while sources are gone, and over a restart.
extension WatchKeeper {
  /// So many watches of restored services begin in a second: the sources bore them before the restart, but not all at once.
  static var resumedWatches: Int { 100 }
  /// Grace times that end closer together than this end together.
  private static var releaseInterval: Duration { .milliseconds(100) }

  /// Puts back what an earlier run saved `age` ago; to be called before ``run()``, so that it is the first that is published.
  package func restore(_ saved: SavedCatalog, age: Duration) {
    catalog.restore(saved, age: age, sourceNames: sources.map(\.name), at: now)
    resuming = catalog.restoredNames.filter { !configured.contains($0) }
  }

  /// What there is to be saved at this moment.
  package var snapshot: CatalogSnapshot {
    CatalogSnapshot(catalog: catalog, sourceNames: sources.map(\.name), now: now)
  }

  /// Begins the watches of restored services, those first that were asked for meanwhile.
  func resumeWatches() async {
    while !resuming.isEmpty {
      let asked = resuming.filter(wasAsked)
      let next = Set((asked + resuming).prefix(Self.resumedWatches))
      resuming.removeAll { next.contains($0) }
      for name in next { resume(name) }
      guard (try? await clock.sleep(for: .seconds(1))) != nil else { return }
    }
  }

  private func resume(_ name: String) {
    guard !table.isWatched(name) else { return }
    if table.resume(name, at: now) { begin(watching: name) } else { take(catalog.abandon(name, at: now), about: nil) }
  }

  /// Sees to it that a service's instances, which are kept although its source has none any more, do not stay, and that this is told.
  func hold(_ name: String, _ rank: Int) {
    heldServices += 1
    if untoldHolds.isEmpty { holdsTimer = Task { await tellHoldsInTime() } }
    untoldHolds.note(name, of: rank)
    if releaseTimer == nil { releaseTimer = Task { await releaseInTime() } }
  }

  /// Says once for each source which services are kept, when those that come together are there.
  private func tellHoldsInTime() async {
    let grace = catalog.limits.emptyGrace
    guard (try? await clock.sleep(for: min(HeldServices.gatheringTime, grace))) != nil else { return }
    for (rank, count, words) in untoldHolds.take() {
      logger.warning(
        """
        \(sources[rank].name) was gone, and says that \(words) no instances any more; the last ones are kept as stale for \
        \(grace), unless they are back before
        """, metadata: ["source": "\(sources[rank].name)", "services": .stringConvertible(count)])
    }
  }

  private func releaseInTime() async {
    while let next = catalog.nextRelease {
      let pause = max(next - now, Self.releaseInterval)
      guard (try? await clock.sleep(for: pause)) != nil else { return }
      take(catalog.release(at: now), about: nil)
    }
    releaseTimer = nil
  }

  /// Where nothing is to be used that its source does not confirm, what a source has lost is dropped now, else in the next sweep.
  func dropUnconfirmedAtOnce() {
    if catalog.limits.maximumAge == .zero { take(catalog.forget(at: now), about: nil) }
  }
}
