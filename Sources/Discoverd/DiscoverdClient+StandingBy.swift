public import Discovery

extension DiscoverdClient {
  /// Registers an instance and follows its service: the watch leaves the instance out of those to talk to, and counts it for the
  /// leader while it is registered. Go: `Client.RegisterWithSet`.
  ///
  /// - Parameters:
  ///   - registration: what to register.
  ///   - timeout: how long the server may take to show the instance.
  /// - Returns: the watch, which shows the instance.
  /// - Throws: ``DiscoverdError``; then nothing is registered.
  public func registerAndWatch(
    _ registration: Registration, timeout: Duration = .seconds(5)
  ) async throws(DiscoverdError) -> ServiceWatch {
    let address = try await register(registration)
    do throws(DiscoverdError) {
      return try await watchOwn(registration, address, timeout)
    } catch {
      try? await unregister(name: registration.name, address: registration.address)
      throw error
    }
  }

  /// Registers an instance and waits until it leads. It stays registered; where the wait is cancelled or fails, it is taken back.
  /// Go: `Client.RegisterAndStandby`.
  ///
  /// A leader is advice, never a lock: for a moment two instances can take themselves for it.
  ///
  /// - Parameters:
  ///   - registration: what to register.
  ///   - timeout: how long the server may take to show the instance.
  /// - Returns: the instance, which leads.
  /// - Throws: ``DiscoverdError``; `CancellationError`.
  public func standBy(_ registration: Registration, timeout: Duration = .seconds(5)) async throws -> Instance {
    let watch: ServiceWatch
    do {
      watch = try await registerAndWatch(registration, timeout: timeout)
    } catch {
      try Task.checkCancellation()
      throw error
    }
    defer { watch.close() }
    do {
      guard let kept = self.registration(Key(registration)) else { throw DiscoverdError.closed }
      return try await withThrowingTaskGroup(of: Instance.self) { group in
        group.addTask { try await Self.leadership(of: watch) }
        group.addTask { throw await Self.loss(of: kept) }
        defer { group.cancelAll() }
        guard let leader = try await group.next() else { throw CancellationError() }
        return leader
      }
    } catch {
      try? await unregister(name: registration.name, address: registration.address)
      throw error
    }
  }

  private func watchOwn(
    _ registration: Registration, _ address: String, _ timeout: Duration
  ) async throws(DiscoverdError) -> ServiceWatch {
    guard let endpoint = try? Endpoint(address), let watch = try? watch(registration.name) else {
      throw .refused("'\(address)': expected an address as the one that was registered")
    }
    watch.setOwn(endpoint, isRegistered: true)
    guard await Self.shows(endpoint, watch, within: timeout) else {
      watch.close()
      throw .notShown(name: registration.name, address: address)
    }
    let key = Key(registration)
    guard let kept = self.registration(key) else { throw .closed }
    keep(
      Task { [weak watch] in
        for await event in kept.events { watch?.setOwn(endpoint, isRegistered: event.isUp) }
      }, for: key)
    return watch
  }

  private static func shows(_ endpoint: Endpoint, _ watch: ServiceWatch, within timeout: Duration) async -> Bool {
    await within(timeout) {
      for await set in watch.sets where set.instances.contains(where: { $0.endpoint == endpoint }) { return true }
      return false
    } ?? false
  }

  /// Waits until the watch's own instance leads.
  private static func leadership(of watch: ServiceWatch) async throws -> Instance {
    for await leader in watch.leaders {
      if let leader, leader.endpoint == watch.ownEndpoint { return leader }
    }
    try Task.checkCancellation()
    throw DiscoverdError.registrationLost(reason: "the watch was closed")
  }

  /// Waits until a registration is lost.
  private static func loss(of registration: DiscoverdRegistration) async -> any Error {
    for await event in registration.events {
      switch event {
      // A refused heartbeat is tried again before the instance expires.
      case .registered, .lost, .refused: continue
      case .expired: return DiscoverdError.registrationLost(reason: "no heartbeat has reached discoverd")
      case .ended: return DiscoverdError.registrationLost(reason: "it was unregistered")
      }
    }
    return CancellationError()
  }
}

extension RegistrationEvent {
  /// Whether the server has the instance, or had it so lately that it has not expired.
  fileprivate var isUp: Bool {
    switch self {
    case .registered, .lost, .refused: true
    case .expired, .ended: false
    }
  }
}
