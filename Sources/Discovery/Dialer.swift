internal import HostSystem

/// Connects to services by name: one instance after another until a connection succeeds. Go: `dialer.New`, whose dialer tries one.
///
/// How to connect is the caller's: any function from an endpoint to a connection. A service is watched from its first use, until
/// nobody has used it for a while.
public final class Dialer<Source: DiscoverySource>: Sendable {
  private struct Route {
    let watch: ServiceWatch
    let balancer: any Balancer
    var lastUse: ContinuousClock.Instant
  }

  private let source: Source
  private let makeBalancer: @Sendable (ServiceWatch) -> any Balancer
  private let routes = Guarded<[String: Route]>([:])

  /// A service that nobody connected to this long is watched no longer.
  public static var idleTime: Duration { .seconds(600) }
  /// As many services are watched at once; beyond, the one used longest ago is let go.
  public static var maximumServices: Int { 1000 }

  /// A dialer for the services of `source`; the instances of each are tried in the order of a balancer of its own.
  public init(
    _ source: Source, balancer: @escaping @Sendable (ServiceWatch) -> any Balancer = { RandomBalancer($0) }
  ) { (self.source, makeBalancer) = (source, balancer) }

  /// Connects to an instance of the service `name`: the next one if that fails, each once.
  ///
  /// - Parameters:
  ///   - name: the service.
  ///   - timeout: how long to wait until the service's instances are known.
  ///   - attempt: connects, or throws.
  /// - Returns: the connection of the first attempt that succeeds.
  /// - Throws: ``NoInstances``, ``ServiceWatchError``, or what the last attempt threw.
  public func connect<Connection>(
    to name: String, timeout: Duration = .seconds(1), _ attempt: (Endpoint) async throws -> Connection
  ) async throws -> Connection {
    let route = route(to: name)
    if !route.watch.hasBeenCurrent { try await route.watch.waitUntilCurrent(timeout: timeout) }
    var failure: any Error = NoInstances()
    for instance in route.balancer.order() {
      do {
        return try await attempt(instance.endpoint)
      } catch {
        failure = error
        try Task.checkCancellation()
      }
    }
    throw failure
  }

  /// Ends all watches. Go: `Dialer.Close`.
  public func close() {
    let ended = routes.withLock { routes in
      defer { routes = [:] }
      return routes.values
    }
    for route in ended { route.watch.close() }
  }

  private func route(to name: String) -> Route {
    let now = ContinuousClock.now
    let (route, ended) = routes.withLock { routes -> (Route, [Route]) in
      let idle = routes.filter { $0.key != name && now - $0.value.lastUse > Self.idleTime }.keys
      var ended = idle.compactMap { routes.removeValue(forKey: $0) }
      if routes[name] == nil, routes.count >= Self.maximumServices,
        let oldest = routes.min(by: { $0.value.lastUse < $1.value.lastUse })?.key,
        let route = routes.removeValue(forKey: oldest)
      {
        ended.append(route)
      }
      var route = routes[name] ?? makeRoute(name, now)
      route.lastUse = now
      routes[name] = route
      return (route, ended)
    }
    for route in ended { route.watch.close() }
    return route
  }

  private func makeRoute(_ name: String, _ now: ContinuousClock.Instant) -> Route {
    let watch = ServiceWatch(name, of: source)
    return Route(watch: watch, balancer: makeBalancer(watch), lastUse: now)
  }
}
