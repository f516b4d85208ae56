internal import Discovery

extension DiscoverdClient {
  /// Registers an instance, and keeps it registered. The same name and address again changes its attributes; its age stays. Go:
  /// `Client.Register`, `Client.RegisterWithAttributes`.
  ///
  /// - Returns: the address as the server has it.
  /// - Throws: ``DiscoverdError``; the first failure counts, and nothing is registered after it.
  @discardableResult
  public func register(_ registration: Registration) async throws(DiscoverdError) -> String {
    guard let (kept, isNew) = makeRegistration(registration) else { throw .closed }
    let last = isNew ? 0 : kept.lastNumber
    if !isNew { kept.change(attributes: registration.attributes) }
    let failure: DiscoverdError
    switch await outcome(of: kept, since: last) {
    case .registered(let address): return address
    case .refused(let text): failure = .refused(text)
    case .lost(let reason): failure = .unreachable(reason: reason)
    case .expired: failure = .unreachable(reason: "no discoverd has been reached, and the instance has expired")
    case .ended: failure = .closed
    }
    // The server may have it although its answer came too late, or was not waited for.
    if isNew { removeRegistration(Key(registration))?.unregister() }
    throw failure
  }

  /// Takes an instance back that was registered with the same name and address. Go: `Client.Unregister`.
  ///
  /// - Throws: ``DiscoverdError/unknownRegistration(name:address:)``, or ``DiscoverdError/unreachable(reason:)`` where the server could
  ///   not be told: it will forget the instance after ten seconds.
  public func unregister(name: String, address: String) async throws(DiscoverdError) {
    guard let registration = removeRegistration(Key(name: name, address: address)) else {
      throw .unknownRegistration(name: name, address: address)
    }
    registration.unregister()
    for await event in registration.events {
      if case .ended(let error?) = event { throw .unreachable(reason: error) }
    }
  }

  /// Takes all instances back. Go: `Client.UnregisterAll`, which stops at the first failure.
  ///
  /// - Throws: the last failure, after all were tried.
  public func unregisterAll() async throws(DiscoverdError) {
    var failure: DiscoverdError?
    for key in registrationKeys {
      do throws(DiscoverdError) {
        try await unregister(name: key.name, address: key.address)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// How long peers are tried until one of them answers.
  private static let totalTime = Duration.seconds(10)

  /// What a registration comes to. Of several peers the first may be away: they are all tried, within a limited time.
  private func outcome(of registration: DiscoverdRegistration, since last: Int) async -> RegistrationEvent {
    guard cluster.peers.count > 1 else { return await registration.outcome(since: last) }
    let event = await within(Self.totalTime * cluster.patience) {
      await registration.outcome(since: last, passesOverLoss: true)
    }
    return event ?? registration.lastEvent ?? .lost(reason: "no answer within \(Self.totalTime)")
  }
}
