internal import Discoverd

/// Who is told what changes in a service that it follows.
protocol AgentSubscriber: AnyObject {
  func receive(_ news: ServiceNews)
}

/// What has changed in a service.
struct ServiceNews {
  let name: String
  /// The instances that changed, in the order in which they did.
  var changes: [Registry.Change] = []
  /// Who leads now, if that is another than before; nobody, if the inner one is absent.
  var leader: HTTPInstance??

  /// As version 1 tells of it.
  var updates: [InstanceUpdate] { changes.map(InstanceUpdate.init) }

  /// As version 2 tells of it.
  var events: [HTTPEvent] {
    var events = changes.flatMap(events)
    if let leader { events.append(HTTPEvent(service: name, kind: "leader", instance: leader)) }
    return events
  }

  private func events(of change: Registry.Change) -> [HTTPEvent] {
    let old = change.old.map { Registry.instance(change.address, $0) }
    let new = change.entry.map { Registry.instance(change.address, $0) }
    if let old, let new, old.id == new.id { return [HTTPEvent(service: name, kind: "update", instance: new)] }
    // With another protocol it has another id, and so is another instance to version 2; told of first, there is no gap.
    let down = old.map { HTTPEvent(service: name, kind: "down", instance: $0) }
    let up = new.map { HTTPEvent(service: name, kind: "up", instance: $0) }
    return [up, down].compactMap { $0 }
  }
}

extension InstanceUpdate {
  init(_ change: Registry.Change) {
    self.init(
      name: change.name, address: change.address, isOnline: change.entry != nil,
      attributes: change.entry?.attributes, created: change.entry?.created ?? 0)
  }
}
