/// The services with host names among their instances' addresses, and what these stand for: a value, time given.
struct HostedServices: Sendable {
  private var table = HostTable()
  private var services: [String: Service] = [:]
  /// The host names of each service that are looked up.
  private var hosts: [String: Set<String>] = [:]
  /// The services that have a host name.
  private var users: [String: Set<String>] = [:]
  /// Host names that are not looked up, since there are too many; counted at each change of their service.
  private(set) var refusedCount = 0

  /// When something has to be done.
  var nextDue: Duration? { table.nextDue }

  /// Takes in what the catalog shows differently, and completes it by what host names stand for.
  mutating func receive(_ change: CatalogChange) -> CatalogChange {
    switch change {
    case .service(let service):
      follow(Self.hosts(of: service), of: service.name)
      services[service.name] = hosts[service.name] == nil ? nil : service
      return .service(completed(service))
    case .forgotten(let name):
      follow([], of: name)
      services[name] = nil
      return change
    case .others, .stale: return change
    }
  }

  /// Starts what is due, as far as it may run.
  mutating func begin(at now: Duration) -> [HostLookup] { table.begin(at: now) }

  /// Takes in what a look-up has found, or that it has failed; the services that are others since.
  mutating func finish(
    _ lookup: HostLookup, _ answer: HostAnswer?, at now: Duration, random: Double
  ) -> [Service] {
    guard table.finish(lookup, answer, at: now, random: random) else { return [] }
    return (users[lookup.host] ?? []).sorted().compactMap { services[$0] }.map(completed)
  }

  /// Whether host names of a service are looked up for the first time.
  func isAwaited(_ service: String) -> Bool {
    (hosts[service] ?? []).contains { table[$0]?.isAwaited == true }
  }

  private static func hosts(of service: Service) -> Set<String> {
    guard service.list.hasHostNames else { return [] }
    return service.instances.reduce(into: []) { hosts, instance in
      if case .host(let host) = instance.endpoint.address { hosts.insert(HostLookup.name(of: host)) }
    }
  }

  /// Looks up the host names of a service from now on, and no longer those that it had.
  private mutating func follow(_ wanted: Set<String>, of service: String) {
    let old = hosts[service] ?? []
    for host in old.subtracting(wanted) {
      table.release(host)
      users[host]?.remove(service)
      if users[host]?.isEmpty == true { users[host] = nil }
    }
    let new = wanted.subtracting(old).filter { table.use($0) }
    for host in new { users[host, default: []].insert(service) }
    let followed = old.intersection(wanted).union(new)
    refusedCount += wanted.count - followed.count
    hosts[service] = followed.isEmpty ? nil : followed
  }

  /// The service with what its host names stand for; stale where one of these is.
  private func completed(_ service: Service) -> Service {
    guard hosts[service.name] != nil else { return service }
    var found: [String: ResolvedHost] = [:]
    for instance in service.instances {
      if case .host(let host) = instance.endpoint.address { found[host] = table[host] }
    }
    let isStale = found.values.contains { $0.isStale }
    return Service(
      name: service.name, list: service.list, hasLeader: service.hasLeader, presence: service.presence,
      sources: isStale ? service.sources.union(.failing) : service.sources, hosts: found)
  }
}
