internal import Logging

/// Refusing instances beyond the limit: what was known stays in service.
extension WatchKeeper {
  /// What may be taken in of what a source lists: services that would grow beyond the limit stay as they were.
  func admit(_ event: ListingEvent, _ rank: Int) -> ListingEvent? {
    switch event {
    case .all(let services):
      guard !catalog.admits(all: services, from: rank, maximumInstances) else { return event }
      logger.error("\(sources[rank].name): \(limitReason); what it said before stays in service")
      return catalog.layers[rank].hasSpoken ? nil : .lost(reason: limitReason)
    case .changed(let services): return .changed(services.filter { admit($1, of: $0.lowercased(), rank) })
    case .lost: return event
    }
  }

  /// What may be taken in of what a watch says.
  func admit(_ event: WatchEvent, of name: String, _ rank: Int) -> WatchEvent {
    guard case .current(let set) = event, !admit(set, of: name, rank) else { return event }
    return .failed(reason: limitReason, known: nil)
  }

  /// Says, once a sweep at most, that instances were refused.
  func logRefusedInstances() {
    guard let name = refusedServices.min() else { return }
    let others = refusedServices.count > 1 ? " and \(refusedServices.count - 1) others" : ""
    logger.error("\(limitReason): new ones of '\(name)'\(others) are refused; what was known before stays in service")
    refusedServices = []
  }

  private var limitReason: String { "more than \(maximumInstances) instances in all, which is the limit" }

  private func admit(_ set: ServiceSet, of name: String, _ rank: Int) -> Bool {
    let isAdmitted = catalog.admits(set, of: name, from: rank, maximumInstances)
    if !isAdmitted { refusedServices.insert(name) }
    return isAdmitted
  }
}
