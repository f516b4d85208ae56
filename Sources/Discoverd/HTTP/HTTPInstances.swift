internal import Discovery

/// The instances of one service as its events tell of them, and who leads.
struct HTTPInstances: Sendable {
  /// By id: two protocols at one address are two here, and one instance in the set.
  private var instances: [String: HTTPInstance] = [:]
  private var oddities: [String] = []
  /// The leader as the server names it.
  var leader: HTTPInstance?
  /// Whether the present state is complete.
  private(set) var isCurrent = false

  var count: Int { instances.count }

  /// The set as it is now. The server does not tell whether the leader was appointed; where it is the oldest, it leads as such.
  var set: ServiceSet {
    let byAge = ServiceSet(instances.values.compactMap(\.instance))
    let endpoint = leader?.instance?.endpoint
    return byAge.leader?.endpoint == endpoint ? byAge : ServiceSet(byAge.instances, leadership: .appointed(endpoint))
  }

  /// Takes an event in; false for a kind that is not known.
  mutating func receive(_ event: HTTPEvent) -> Bool {
    switch event.kind {
    case "up", "update": event.instance.map { insert($0) }
    case "down": event.instance.map { instances[$0.id] = nil }
    case "leader": leader = event.instance
    case "current": isCurrent = true
    case "service_meta": break
    default: return false
    }
    return true
  }

  mutating func insert(_ instance: HTTPInstance) {
    guard instance.instance != nil else {
      return oddities.append("an instance with the address '\(instance.addr)', which is none")
    }
    instances[instance.id] = instance
  }

  mutating func takeOddities() -> [String] {
    defer { oddities = [] }
    return oddities
  }
}
