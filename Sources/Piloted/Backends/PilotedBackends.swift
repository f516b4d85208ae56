public import Discovery
internal import HostSystem
public import Logging

/// The backends of a containerpilot.json, followed, and their endpoints handed out in turn. Go: package `gopiloted`.
///
/// What the file lists is asked of its Consul agent and followed from then on: nothing has to be refreshed for changes to show.
/// While the agent is gone, what it said last stays.
public final class PilotedBackends: Sendable {
  private let location: ConfigurationLocation
  private let variables: [String: String]
  private let isPassingOnly: Bool
  let logger: Logger
  private let source: BackendSource
  /// The services that are followed, by name in lower case.
  private let services = Guarded<[String: Following]>([:])
  /// Refreshes under way, for those who wait until they are over.
  private let refreshes = Newest(0)

  /// A service that is followed, and whose turn it is.
  private struct Following {
    let watch: ServiceWatch
    var turn = Turn()
  }

  /// How long a service's instances are waited for.
  public static let defaultTimeout = Duration.seconds(10)

  /// Reads a configuration and follows its backends. Go: `gopiloted.Config`, which waits for all of them.
  ///
  /// - Parameters:
  ///   - location: where the configuration is.
  ///   - variables: the environment, for the configuration's templates and for what Consul's own tools take from it.
  ///   - isPassingOnly: whether instances that warn are left out beside those that are critical, as ContainerPilot does.
  ///   - logger: told of what is odd about what the agent says.
  /// - Throws: ``ConfigurationError`` with file, line and column; ``ConsulSettingsError``.
  public convenience init(
    _ location: ConfigurationLocation, variables: [String: String], isPassingOnly: Bool = true, logger: Logger
  ) throws {
    try self.init(
      location, variables: variables, isPassingOnly: isPassingOnly, logger: logger, times: HealthTimes())
  }

  /// Backends whose watches take times of their own.
  package init(
    _ location: ConfigurationLocation, variables: [String: String], isPassingOnly: Bool = true, logger: Logger,
    times: HealthTimes
  ) throws {
    (self.location, self.variables, self.isPassingOnly) = (location, variables, isPassingOnly)
    self.logger = logger
    let configuration = try ContainerPilotConfiguration(contentsOf: location, environment: variables)
    source = try BackendSource(
      ConsulSettings(configuration.consul, variables: variables),
      backends: configuration.queries(isPassingOnly: isPassingOnly), logger: logger, times: times)
    follow(source.names)
  }

  /// The services that the file lists.
  public var names: [String] { source.names }

  /// The endpoint of a service whose turn it is, each instance in turn; waits for the first answer, and while ``refresh(timeout:)``
  /// runs. Go: `gopiloted.Service`, without its crash where there is none.
  ///
  /// - Throws: ``PilotedError`` that tells a service that is not listed from one without instances and from one that nobody can be
  ///   asked for.
  public func service(
    named name: String, timeout: Duration = PilotedBackends.defaultTimeout
  ) async throws(PilotedError) -> Endpoint {
    let endpoints = try await endpoints(of: name, timeout: timeout)
    return services.withLock { $0[name.lowercased()]?.turn.next(of: endpoints) ?? endpoints[0] }
  }

  /// All endpoints of a service that can be connected to, the oldest instance's first; at least one. node-piloted: `serviceHosts`.
  ///
  /// - Throws: ``PilotedError``.
  public func endpoints(
    of name: String, timeout: Duration = PilotedBackends.defaultTimeout
  ) async throws(PilotedError) -> [Endpoint] {
    let watch = try watch(name)
    _ = await within(timeout) { [refreshes] in
      for await running in refreshes.changes(of: refreshes, { [$1] }) where running == 0 { break }
      try? await watch.waitUntilCurrent(timeout: timeout, endsWhenLost: true)
    }
    guard watch.hasBeenCurrent else { throw .unavailable(name, reason: watch.reason) }
    let endpoints = watch.instances.map(\.endpoint).filter { $0.port != 0 }
    guard !endpoints.isEmpty else { throw .noInstances(name) }
    return endpoints
  }

  /// A service's changes, instance by instance, those that are there first.
  ///
  /// - Throws: ``PilotedError/notConfigured(_:)``.
  public func updates(of name: String) throws(PilotedError) -> ChangeSequence<ServiceUpdate> {
    try watch(name).updates()
  }

  /// Asks anew for all backends, and waits for the answers. What is asked for meanwhile waits, too. gopiloted and node-piloted do this
  /// at SIGHUP.
  public func refresh(timeout: Duration = PilotedBackends.defaultTimeout) async {
    refreshes.change { $0 += 1 }
    await source.refresh(timeout: timeout)
    refreshes.change { $0 -= 1 }
  }

  /// Reads the file again: backends that are new are followed, those that are gone have no instances, and the rest goes on without a
  /// gap. With a mistake in it all stays as it was.
  ///
  /// - Throws: ``ConfigurationError`` with file, line and column.
  public func reload() throws(ConfigurationError) {
    let configuration = try ContainerPilotConfiguration(contentsOf: location, environment: variables)
    source.replace(with: configuration.queries(isPassingOnly: isPassingOnly))
    follow(source.names)
  }

  /// Ends all watches and sequences.
  public func close() { services.withLock { for service in $0.values { service.watch.close() } } }

  private func follow(_ names: [String]) {
    services.withLock { services in
      for name in services.keys where !names.contains(name) { services.removeValue(forKey: name)?.watch.close() }
      for name in names where services[name] == nil {
        services[name] = Following(watch: ServiceWatch(name, of: source))
      }
    }
  }

  private func watch(_ name: String) throws(PilotedError) -> ServiceWatch {
    guard let watch = services.withLock({ $0[name.lowercased()]?.watch }) else { throw .notConfigured(name) }
    return watch
  }
}

extension ServiceWatch {
  /// Why the service's instances are not known.
  fileprivate var reason: String {
    if case .lost(let reason) = status { return reason }
    return "no answer yet"
  }
}
