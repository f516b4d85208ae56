internal import Discoverd
internal import Discovery

/// What the second API knows of a service besides its instances.
struct ServiceConfiguration: Codable, Equatable {
  /// Whether somebody has to appoint the leader.
  var isManual: Bool
  /// The id of the appointed instance.
  var leader: String?
}

extension Registry {
  /// As many services are kept that were added by name; each costs some memory for as long as the agent lives.
  static let maximumServices = 100_000

  /// An instance as the second API shows it.
  static func instance(_ address: String, _ entry: Entry) -> HTTPInstance {
    HTTPInstance(address: address, attributes: entry.attributes ?? [:], index: entry.created)
  }

  /// Whether a service was added, or has instances.
  func knows(_ name: String) -> Bool { configurations[name] != nil || services[name] != nil }

  /// A service's instances, oldest first.
  func instances(_ name: String) -> [HTTPInstance] {
    (services[name] ?? [:]).sorted { $0.value.created < $1.value.created }.map { Self.instance($0.key, $0.value) }
  }

  /// Who leads a service: the oldest, or the one that was appointed.
  func leader(_ name: String) -> HTTPInstance? {
    guard let configuration = configurations[name], configuration.isManual else {
      return services[name]?.min { $0.value.created < $1.value.created }.map { Self.instance($0.key, $0.value) }
    }
    return configuration.leader.flatMap { find(name, $0) }
  }

  /// A service as the resolver takes it.
  func set(_ name: String) -> ServiceSet {
    let instances = (services[name] ?? [:]).compactMap { address, entry in
      (try? Endpoint(address)).map {
        Instance(endpoint: $0, created: entry.created, attributes: entry.attributes ?? [:])
      }
    }
    guard configurations[name]?.isManual == true else { return ServiceSet(instances) }
    return ServiceSet(instances, leadership: .appointed(leader(name).flatMap { try? Endpoint($0.addr) }))
  }

  mutating func addService(_ name: String, isManual: Bool) throws(HTTPAgentError) {
    guard configurations[name] == nil else { throw .exists("discoverd: service \"\(name)\" already exists") }
    guard configurations.count < Self.maximumServices else {
      throw .validation("discoverd: more than \(Self.maximumServices) services")
    }
    configurations[name] = ServiceConfiguration(isManual: isManual)
  }

  /// Removes a service with its instances, which the original leaves behind.
  mutating func removeService(_ name: String) throws(HTTPAgentError) -> [Change] {
    guard knows(name) else { throw .notFound("discoverd: service \"\(name)\" not found") }
    configurations[name] = nil
    return (services[name] ?? [:]).keys.sorted().map { remove(name, $0) }
  }

  /// Appoints the leader of a service that has to have one appointed; an instance that is not there yet can be.
  mutating func appoint(_ name: String, _ id: String) throws(HTTPAgentError) {
    guard configurations[name]?.isManual == true else {
      throw .validation("service leader election type is not manual")
    }
    configurations[name]?.leader = id
  }

  /// Registers an instance of the second API, or takes its heartbeat.
  mutating func register(_ name: String, _ instance: HTTPInstance, at now: Duration) throws(HTTPAgentError) -> Change? {
    guard knows(name) else { throw .notFound("discoverd: service \"\(name)\" not found") }
    let attributes = instance.attributes
    do throws(RegistryError) {
      return try register(name, instance.addr, attributes.isEmpty ? nil : attributes, at: now).change
    } catch {
      throw .validation(error.description)
    }
  }

  /// Takes an instance of the second API back; one that is not there is gone already.
  mutating func unregister(_ name: String, id: String) throws(HTTPAgentError) -> Change? {
    guard knows(name) else { throw .notFound("discoverd: service \"\(name)\" not found") }
    return find(name, id).map { remove(name, $0.addr) }
  }

  private func find(_ name: String, _ id: String) -> HTTPInstance? {
    services[name]?.lazy.map { Self.instance($0.key, $0.value) }.first { $0.id == id }
  }
}
