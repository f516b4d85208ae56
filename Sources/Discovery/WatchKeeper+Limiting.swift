internal import Logging

/// Refusing instances beyond the limit: what was known stays in service.
extension WatchKeeper {
  /// What may be taken in of what a source lists: services that would grow beyond the limit stay as they were, as stale.
  func admit(_ event: ListingEvent, _ rank: Int) -> ListingEvent {
    switch event {
    case .all(let services):
      guard !catalog.admits(all: services, from: rank, maximumInstances) else { return event }
      logger.error("\(sources[rank].name): \(limitReason); what it said before stays in service")
      catalog.layers[rank].refusals.listing = Refusals.Refusal(count: Catalog.count(services))
      return .lost(reason: limitReason)
    case .changed(let services):
      let admissible = catalog.admissible(services, from: rank, maximumInstances)
      refuse(services.filter { admissible[$0.key] == nil }.mapValues(\.list.count), rank)
      return .changed(admissible)
    case .lost: return event
    }
  }

  /// What may be taken in of what a watch says.
  func admit(_ event: WatchEvent, of name: String, _ rank: Int) -> WatchEvent {
    switch event {
    case .current(let set) where !admits(set, of: name, rank):
      refuse([name: set.list.count], rank)
      return .failed(reason: limitReason, known: nil)
    case .failed(let reason, let known?) where !admits(known, of: name, rank):
      refuse([name: known.list.count], rank)
      return .failed(reason: reason, known: nil)
    case .current, .failed, .lost: return event
    }
  }

  /// Whether an event changes a listing that was refused: it does not make the source one that has spoken.
  func isPartOfRefused(_ event: ListingEvent, _ rank: Int) -> Bool {
    guard case .changed = event else { return false }
    return catalog.layers[rank].refusals.listing != nil
  }

  /// Asks those sources again whose refused instances fit now; a source says all that it has when it is asked first.
  func askAgain() {
    for rank in catalog.listingsToAskAgain(maximumInstances) {
      guard case .listing(let source) = sources[rank] else { continue }
      catalog.layers[rank].refusals.noteAsked()
      listings[rank]?.cancel()
      listings[rank] = follow(source, rank)
    }
    for name in catalog.servicesToAskAgain(maximumInstances).prefix(Self.resumedWatches) {
      catalog.noteAsked(for: name)
      for task in tasks.removeValue(forKey: name) ?? [] { task.cancel() }
      follow(name)
    }
  }

  /// Says, once a sweep at most, that instances were refused.
  func logRefusedInstances() {
    guard let name = refusedServices.min() else { return }
    let others = refusedServices.count > 1 ? " and \(refusedServices.count - 1) others" : ""
    logger.error("\(limitReason): new ones of '\(name)'\(others) are refused; what was known before stays in service")
    refusedServices = []
  }

  private var limitReason: String { "more than \(maximumInstances) instances in all, which is the limit" }

  private func admits(_ set: ServiceSet, of name: String, _ rank: Int) -> Bool {
    catalog.admits(set, of: name, from: rank, maximumInstances)
  }

  private func refuse(_ counts: [String: Int], _ rank: Int) {
    guard !counts.isEmpty else { return }
    refusedServices.formUnion(counts.keys.map { $0.lowercased() })
    take(catalog.refuse(counts, from: rank, at: now), about: nil)
  }
}
