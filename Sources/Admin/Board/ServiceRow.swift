internal import Discovery

/// A service as programs and the page read it.
struct ServiceRow: Encodable {
  let service: String
  let presence: String
  let leader: String?
  /// Whether a source whose word this is can't be reached.
  let stale: Bool
  let sources: [String]
  /// The leader first, then by age.
  let instances: [InstanceRow]

  struct InstanceRow: Encodable {
    let endpoint: String
    let address: String
    /// Absent where the instance has none.
    let port: UInt16?
    let leader: Bool
    let created: UInt64
    let attributes: [String: String]
    let tags: [String]
  }

  init(_ service: Service, _ board: ServiceBoard, sources names: [String]) {
    let leader = service.leader
    self.service = service.name
    presence = service.presence.text
    self.leader = leader?.endpoint.description
    stale = board.isStale(service)
    sources = service.sources.ranks.compactMap { names.indices.contains($0) ? names[$0] : nil }
    instances = service.instances.map { InstanceRow($0, isLeader: $0.endpoint == leader?.endpoint) }
  }
}

extension ServiceRow.InstanceRow {
  fileprivate init(_ instance: Instance, isLeader: Bool) {
    endpoint = instance.endpoint.description
    address = instance.endpoint.address.description
    port = instance.endpoint.port == 0 ? nil : instance.endpoint.port
    (leader, created) = (isLeader, instance.created)
    (attributes, tags) = (instance.attributes, instance.tags)
  }
}

extension Service.Presence {
  fileprivate var text: String {
    switch self {
    case .known: "known"
    case .unknown: "unknown"
    case .unavailable: "unavailable"
    case .awaited: "awaited"
    }
  }
}
