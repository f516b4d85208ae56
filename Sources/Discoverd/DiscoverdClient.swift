public import Discovery
public import Logging
internal import HostSystem

/// A client of a cluster of discoverds: registers instances, and follows services. Go: `discoverd.Client`.
///
/// Registrations are kept by name and address; heartbeats, reconnecting and registering anew go on until ``close()``.
public final class DiscoverdClient: Sendable {
  struct Key: Hashable {
    let name: String
    let address: String
  }

  private struct State {
    var registrations: [Key: DiscoverdRegistration] = [:]
    /// Tells the watch of an own instance whether that is registered.
    var followers: [Key: Task<Void, Never>] = [:]
    /// How to end the watches, by their sessions.
    var watches: [Int: @Sendable () -> Void] = [:]
    var monitor = ConnectionMonitor()
    var listeners: [Int: AsyncStream<ConnectionEvent>.Continuation] = [:]
    var isClosed = false
  }

  /// Where the discoverds are.
  public let cluster: DiscoverdCluster
  private let logger: Logger
  private let externalAddress: String?
  private let state = Guarded(State())

  /// As many connection events wait for a reader that is slow; the newest are kept.
  private static let maximumEvents = 100

  /// A client of `cluster`. Nothing is connected until something is registered or followed.
  ///
  /// - Parameters:
  ///   - cluster: where the discoverds are.
  ///   - externalAddress: what completes an address without host for version 2, whose server does not. Go: EXTERNAL_IP.
  ///   - logger: told of what is odd.
  public init(
    _ cluster: DiscoverdCluster, externalAddress: String? = nil,
    logger: Logger = Logger(label: "discoverd")
  ) { (self.cluster, self.externalAddress, self.logger) = (cluster, externalAddress, logger) }

  deinit { close() }

  /// The cluster's services, for whatever takes a source: `ServiceWatch`, `Dialer`, a resolver.
  public var source: DiscoverdSource {
    DiscoverdSource(cluster, logger: logger, owner: self)
  }

  /// Follows a service. Go: `Client.NewServiceSet`.
  ///
  /// - Throws: ``RegistrationError/badName(_:)`` before anything is sent.
  public func watch(_ name: String) throws(RegistrationError) -> ServiceWatch {
    guard Registration.isServiceName(name) else { throw .badName(name) }
    return ServiceWatch(name, of: source)
  }

  /// The instances of a service as the server has them now. A service without instances has an empty set; neither version
  /// tells whether there is such a service. Go: `Client.Services`.
  ///
  /// - Throws: `ServiceWatchError`, ``RegistrationError/badName(_:)``.
  public func instances(of name: String, timeout: Duration = .seconds(1)) async throws -> ServiceSet {
    let watch = try watch(name)
    defer { watch.close() }
    try await watch.waitUntilCurrent(timeout: timeout)
    return watch.set
  }

  /// What happens to the connections from now on; of a reader that is slow the newest hundred are kept. Go: `Client.WatchReconnects`.
  public var connectionEvents: AsyncStream<ConnectionEvent> {
    let (events, continuation) = AsyncStream.makeStream(
      of: ConnectionEvent.self, bufferingPolicy: .bufferingNewest(Self.maximumEvents))
    let number = SessionNumber.next()
    let isClosed = state.withLock { state in
      state.listeners[number] = continuation
      return state.isClosed
    }
    continuation.onTermination = { [weak self] _ in self?.removeListener(number) }
    if isClosed { continuation.finish() }
    return events
  }

  /// Ends all heartbeats, watches and sequences. Nothing is unregistered: instances fade after ten seconds. Go: `Client.Close`.
  public func close() {
    let old = state.withLock { state in
      let old = state
      state = State()
      state.isClosed = true
      return old
    }
    for task in old.followers.values { task.cancel() }
    for end in old.watches.values { end() }
    for listener in old.listeners.values { listener.finish() }
  }

  private func removeListener(_ number: Int) { state.withLock { $0.listeners[number] = nil } }
}

/// What watches and registrations tell the client.
extension DiscoverdClient: WatchOwner {
  func receive(_ note: ServerNote, from session: Int) {
    let (event, listeners) = state.withLock { state in
      if note == .isOver { state.watches[session] = nil }
      return (state.monitor.receive(note, from: session), Array(state.listeners.values))
    }
    guard let event else { return }
    for listener in listeners { listener.yield(event) }
  }

  func keep(_ session: Int, end: @escaping @Sendable () -> Void) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.watches[session] = end }
      return state.isClosed
    }
    if isClosed { end() }
  }
}

/// What registering needs of the client's state.
extension DiscoverdClient {
  /// What keeps a registration up, made where there is none under its key; none once the client is closed.
  func makeRegistration(_ registration: Registration) -> (registration: DiscoverdRegistration, isNew: Bool)? {
    let key = Key(registration)
    return state.withLock { state in
      guard !state.isClosed else { return nil }
      if let known = state.registrations[key] { return (known, false) }
      let session = SessionNumber.next()
      let new = DiscoverdRegistration(registration, with: cluster, externalAddress: externalAddress) {
        [weak self] in self?.receive($0, from: session)
      }
      state.registrations[key] = new
      return (new, true)
    }
  }

  /// The registration under a key, if there is one.
  func registration(_ key: Key) -> DiscoverdRegistration? { state.withLock { $0.registrations[key] } }

  /// Lets a registration go; none where there is no such.
  func removeRegistration(_ key: Key) -> DiscoverdRegistration? {
    let (registration, follower) = state.withLock {
      ($0.registrations.removeValue(forKey: key), $0.followers.removeValue(forKey: key))
    }
    follower?.cancel()
    return registration
  }

  var registrationKeys: [Key] { state.withLock { Array($0.registrations.keys) } }

  /// Keeps the task that follows a registration, in the place of an earlier one.
  func keep(_ follower: Task<Void, Never>, for key: Key) {
    let old = state.withLock { state -> Task<Void, Never>? in
      guard state.registrations[key] != nil else { return follower }
      return state.followers.updateValue(follower, forKey: key)
    }
    old?.cancel()
  }
}

extension DiscoverdClient {
  private static let sharedClient = Guarded<DiscoverdClient?>(nil)

  /// The client that a program shares, made at its first use of what the variables DISCOVERD and EXTERNAL_IP say. Go:
  /// `discoverd.DefaultClient`.
  ///
  /// - Parameter environment: the variables, such as `ProcessInfo.processInfo.environment`.
  /// - Returns: the same client at every call.
  /// - Throws: ``DiscoverdAddressError``.
  public static func shared(_ environment: [String: String]) throws(DiscoverdAddressError) -> DiscoverdClient {
    let cluster = try DiscoverdCluster(environment["DISCOVERD"])
    return sharedClient.withLock { shared in
      let client = shared ?? DiscoverdClient(cluster, externalAddress: environment["EXTERNAL_IP"])
      shared = client
      return client
    }
  }
}

extension DiscoverdClient.Key {
  /// What a registration is kept under.
  init(_ registration: Registration) { self.init(name: registration.name, address: registration.address) }
}
