internal import Logging

/// Refusing instances beyond the limit: what was known stays in service.
extension WatchKeeper {
  /// What may be taken in of what a source lists: services that would grow beyond the limit stay as they were, as stale. Absent where
  /// that is nothing.
  func admit(_ event: ListingEvent, _ rank: Int) -> ListingEvent? {
    switch event {
    case .all(let services):
      guard !catalog.admits(all: services, from: rank, maximumInstances) else { return event }
      refuse(listing: services, rank)
      return nil
    case .changed(let services):
      let admissible = catalog.admissible(services, from: rank, maximumInstances)
      refuse(services.filter { admissible[$0.key] == nil }.mapValues(\.list.count), rank)
      return .changed(admissible)
    case .lost: return event
    }
  }

  /// Whether what a watch says may be taken in; what may not stays as it was, as stale.
  func admits(_ event: WatchEvent, of name: String, _ rank: Int) -> Bool {
    guard let set = event.set, !catalog.admits(set, of: name, from: rank, maximumInstances) else { return true }
    records[rank].note(refusal: limitReason)
    refuse([name: set.list.count], rank)
    table.note(name, isKnown: catalog.service(named: name)?.presence == .known)
    if isAnswerable(name) { waiting.resume(name) }
    return false
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

  private func refuse(_ counts: [String: Int], _ rank: Int) {
    guard !counts.isEmpty else { return }
    refusedServices.formUnion(counts.keys.map { $0.lowercased() })
    let changes = catalog.refuse(counts, from: rank, at: now)
    log(changes, rank, limitReason)
    if catalog.layers[rank].refusals.listing != nil { records[rank].note(refusedListing: limitReason) }
    take(changes, about: nil)
  }

  private func refuse(listing services: [String: ServiceSet], _ rank: Int) {
    logger.error("\(sources[rank].name): \(limitReason); what it said before stays in service")
    records[rank].note(refusedListing: limitReason)
    let changes = catalog.refuse(listing: Catalog.count(services), from: rank, at: now)
    log(changes, rank, limitReason)
    take(changes, about: "")
  }
}

extension WatchEvent {
  /// The instances that it tells of.
  fileprivate var set: ServiceSet? {
    switch self {
    case .current(let set): set
    case .failed(_, let known): known
    case .lost: nil
    }
  }
}
