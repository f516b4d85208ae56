internal import Discoverd
internal import Discovery
internal import Logging
internal import NIOCore

/// What all connections of an agent share: the registry, the subscriptions, the listings. On one event loop, its owner.
final class AgentState {
  private var registry: Registry
  private var saved: RegistryState?
  private var subscriptions: [String: [ObjectIdentifier: AgentConnection]] = [:]
  private var listings: [Int: AsyncStream<Void>.Continuation] = [:]
  private var unlisted: [Int: Set<String>] = [:]
  private var nextListing = 0
  private var expiry: Scheduled<Void>?
  private var saving: Scheduled<Void>?
  private let eventLoop: any EventLoop
  private let start = NIODeadline.now()

  /// Changes that lie closer together than this are saved at once.
  private static let savingDelay = TimeAmount.milliseconds(10)
  /// How soon saving is tried again where it failed.
  private static let retryDelay = TimeAmount.seconds(5)

  init(_ eventLoop: any EventLoop, stateFolder: String?, externalAddress: String?, logger: Logger) {
    self.eventLoop = eventLoop
    saved = stateFolder.map { RegistryState(folder: $0, logger: logger) }
    registry =
      saved?.restore(externalAddress: externalAddress, at: .zero) ?? Registry(externalAddress: externalAddress)
    if saved != nil { save() }
    scheduleExpiry()
  }

  private var now: Duration { .nanoseconds((NIODeadline.now() - start).nanoseconds) }

  func register(_ arguments: RPCArguments) throws(RegistryError) -> String {
    if saved?.needsReserve(registry) == true { save() }
    let (address, change) = try registry.register(arguments.name, arguments.address, arguments.attributes, at: now)
    if let change { publish([change]) }
    scheduleExpiry()
    return address
  }

  func unregister(_ arguments: RPCArguments) throws(RegistryError) {
    publish([try registry.unregister(arguments.name, arguments.address)])
  }

  /// Subscribes a connection to a service. In one step with the present state, so that no change falls in between.
  func subscribe(_ connection: AgentConnection, to name: String) -> [InstanceUpdate] {
    subscriptions[name, default: [:]][ObjectIdentifier(connection)] = connection
    return (registry.services[name] ?? [:]).map { Self.update(.init(name: name, address: $0, entry: $1)) } + [.current]
  }

  func unsubscribe(_ connection: AgentConnection, from name: String) {
    subscriptions[name]?[ObjectIdentifier(connection)] = nil
    if subscriptions[name]?.isEmpty == true { subscriptions[name] = nil }
  }

  /// Saves what is not saved yet.
  func end() {
    expiry?.cancel()
    saving?.cancel()
    if saved != nil { save() }
  }

  private func publish(_ changes: [Registry.Change]) {
    guard !changes.isEmpty else { return }
    for change in changes {
      for connection in subscriptions[change.name, default: [:]].values { connection.send(Self.update(change)) }
      for listing in listings.keys { unlisted[listing, default: []].insert(change.name) }
    }
    for listing in listings.values { listing.yield() }
    if saved != nil, saving == nil { scheduleSaving(Self.savingDelay) }
  }

  private static func update(_ change: Registry.Change) -> InstanceUpdate {
    InstanceUpdate(
      name: change.name, address: change.address, isOnline: change.entry != nil,
      attributes: change.entry?.attributes, created: change.entry?.created ?? 0)
  }

  /// Heartbeats only move expiries to later, so a timer that runs is never too late, and need not be moved with each.
  private func scheduleExpiry() {
    guard expiry == nil, let next = registry.nextExpiry else { return }
    expiry = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(next - now)) { [self] in
      expiry = nil
      publish(registry.expire(at: now))
      scheduleExpiry()
    }
  }

  private func scheduleSaving(_ delay: TimeAmount) {
    saving = eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in save() }
  }

  private func save() {
    saving = nil
    if saved?.save(registry) == false { scheduleSaving(Self.retryDelay) }
  }
}

/// Listings: the services as the resolver takes them.
extension AgentState {
  /// Opens a listing that is told, through `continuation`, when there is something to take.
  func addListing(_ continuation: AsyncStream<Void>.Continuation) -> Int {
    nextListing += 1
    listings[nextListing] = continuation
    continuation.yield()
    return nextListing
  }

  func removeListing(_ number: Int) { (listings[number], unlisted[number]) = (nil, nil) }

  /// What changed since a listing took it last; everything the first time.
  func take(_ number: Int, isFirst: Bool) -> ListingEvent {
    let names = unlisted.updateValue([], forKey: number) ?? []
    guard !isFirst else { return .all(registry.services.mapValues(Self.set)) }
    return .changed(Dictionary(uniqueKeysWithValues: names.map { ($0, Self.set(registry.services[$0] ?? [:])) }))
  }

  private static func set(_ entries: [String: Registry.Entry]) -> ServiceSet {
    ServiceSet(
      entries.compactMap { address, entry in
        guard let endpoint = try? Endpoint(address) else { return nil }
        return Instance(endpoint: endpoint, created: entry.created, attributes: entry.attributes ?? [:])
      })
  }
}
