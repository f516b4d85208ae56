/// Questions and the start, which wait for what the sources say.
extension WatchKeeper {
  /// Waits until every source has spoken about what it lists and the configured services, or is known to be gone; a second
  /// at most, but for a listing that is here and still being taken over.
  public func waitUntilReady() async {
    await withDiscardingTaskGroup { group in
      for name in configured + [""] { group.addTask { await self.waitIfAwaited(name) } }
    }
  }

  func isAnswerable(_ name: String) -> Bool {
    catalog.others != nil && !configured.contains(name) || table.isWatched(name) && catalog.service(named: name) != nil
  }

  /// Waits for a configured service, or for the listings, unless they are there.
  private func waitIfAwaited(_ name: String) async {
    if name.isEmpty ? catalog.isWaitingForListing : !isAnswerable(name) { await wait(for: name) }
  }

  func wait(for name: String) async {
    let timer = Task { [clock] in
      guard (try? await clock.sleep(for: Self.maximumWait)) != nil else { return }
      if name.isEmpty, takeovers > 0 { isOverdue = true } else { waiting.resume(name) }
    }
    await withCheckedContinuation { waiting.add($0, for: name) }
    timer.cancel()
  }
}
