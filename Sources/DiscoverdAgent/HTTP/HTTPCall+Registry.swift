internal import Discoverd

/// What a call of the second API does to the registry.
extension HTTPCall {
  /// The reply's body of a call that changes nothing; none for one that does.
  func reply(from registry: Registry) throws(HTTPAgentError) -> [UInt8]? {
    switch self {
    case .ping, .follow: return []
    case .instances(let name):
      guard registry.knows(name) else { throw .notFound("service not found: \"\(name)\"") }
      return JSONValue.encode(registry.instances(name))
    case .leader(let name):
      guard let leader = registry.leader(name) else { throw .notFound("no leader found") }
      return JSONValue.encode(leader)
    case .addService, .removeService, .register, .unregister, .appoint: return nil
    }
  }

  /// Changes the registry; none where there is nothing to tell, as of a heartbeat.
  func change(_ registry: inout Registry, at now: Duration) throws(HTTPAgentError) -> ServiceNews? {
    switch self {
    case .addService(let name, let isManual):
      try registry.addService(name, isManual: isManual)
      return ServiceNews(name: name)
    case .removeService(let name): return ServiceNews(name: name, changes: try registry.removeService(name))
    case .appoint(let name, let id):
      try registry.appoint(name, id)
      return ServiceNews(name: name)
    case .register(let name, let instance):
      return try registry.register(name, instance, at: now).map { ServiceNews(name: name, changes: [$0]) }
    case .unregister(let name, let id):
      return try registry.unregister(name, id: id).map { ServiceNews(name: name, changes: [$0]) }
    case .ping, .follow, .instances, .leader: return nil
    }
  }
}
