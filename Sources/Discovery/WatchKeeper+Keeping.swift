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
    untoldHolds.note(name, of: rank)
    if holdsTimer == nil { holdsTimer = Task { await tellHoldsInTime() } }
    if releaseTimer == nil { releaseTimer = Task { await releaseInTime() } }
  }

  private func tellHoldsInTime() async {
    guard (try? await clock.sleep(for: HeldServices.gatheringTime)) != nil else { return }
    tellHolds()
  }

  /// Says once for each source which services are kept, of those that were not told of yet.
  private func tellHolds() {
    holdsTimer?.cancel()
    holdsTimer = nil
    for news in untoldHolds.take(isHeld: { catalog.layers[$1].holds[$0] != nil }) {
      let source = sources[news.rank].name
      logger.warning(
        "\(news.words(source, grace: catalog.limits.emptyGrace))",
        metadata: ["source": "\(source)", "services": .stringConvertible(news.held.count + news.past.count)])
    }
  }

  /// Ends the timers; what was not told yet is told now.
  func endHolding() {
    releaseTimer?.cancel()
    tellHolds()
  }

  private func releaseInTime() async {
    while let next = catalog.nextRelease {
      let pause = max(next - now, Self.releaseInterval)
      guard (try? await clock.sleep(for: pause)) != nil else { return }
      release()
    }
    releaseTimer = nil
  }

  /// Lets the services go whose grace time is over, of which it was told before.
  private func release() {
    let now = now
    let isUntold = catalog.layers.indices.contains { rank in
      catalog.layers[rank].releasable(at: now).contains { untoldHolds.contains($0, of: rank) }
    }
    if isUntold { tellHolds() }
    take(catalog.release(at: now), about: nil)
  }

  /// Where nothing is to be used that its source does not confirm, what a source has lost is dropped now, else in the next sweep.
  func dropUnconfirmedAtOnce() {
    if catalog.limits.maximumAge == .zero { take(catalog.forget(at: now), about: nil) }
  }
}
