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
    var events = changes.compactMap { change -> HTTPEvent? in
      let kind = change.entry == nil ? "down" : change.old == nil ? "up" : "update"
      guard let entry = change.entry ?? change.old else { return nil }
      return HTTPEvent(service: name, kind: kind, instance: Registry.instance(change.address, entry))
    }
    if let leader { events.append(HTTPEvent(service: name, kind: "leader", instance: leader)) }
    return events
  }
}

extension InstanceUpdate {
  init(_ change: Registry.Change) {
    self.init(
      name: change.name, address: change.address, isOnline: change.entry != nil,
      attributes: change.entry?.attributes, created: change.entry?.created ?? 0)
  }
}
