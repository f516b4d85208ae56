internal import Discoverd
internal import Discovery
internal import Logging
internal import NIOCore

/// What all connections of an agent share: the registry, the subscriptions, the listings. On one event loop, its owner.
final class AgentState {
  private var registry: Registry
  private var saved: RegistryState?
  private var subscriptions: [String: [ObjectIdentifier: any AgentSubscriber]] = [:]
  /// Who was told to lead, for each service that has subscriptions.
  private var toldLeaders: [String: HTTPInstance?] = [:]
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
    publish(change, arguments.name)
    scheduleExpiry()
    return address
  }

  func unregister(_ arguments: RPCArguments) throws(RegistryError) {
    publish(try registry.unregister(arguments.name, arguments.address), arguments.name)
  }

  /// Carries out a call of the second API that is no stream: the reply's body.
  func carryOut(_ call: HTTPCall) throws(HTTPAgentError) -> [UInt8] {
    switch call {
    case .ping, .follow: return []
    case .instances(let name):
      guard registry.knows(name) else { throw .notFound("service not found: \"\(name)\"") }
      return JSONValue.encode(registry.instances(name))
    case .leader(let name):
      guard let leader = registry.leader(name) else { throw .notFound("no leader found") }
      return JSONValue.encode(leader)
    default: try change(call)
    }
    return []
  }

  private func change(_ call: HTTPCall) throws(HTTPAgentError) {
    if saved?.needsReserve(registry) == true { save() }
    switch call {
    case .addService(let name, let isManual):
      try registry.addService(name, isManual: isManual)
      publish([ServiceNews(name: name)])
    case .removeService(let name):
      publish(try registry.removeService(name), name)
    case .appoint(let name, let id):
      try registry.appoint(name, id)
      publish([ServiceNews(name: name, leader: toldLeaders[name].flatMap { newLeader(of: name, since: $0) })])
    case .register(let name, let instance):
      publish(try registry.register(name, instance, at: now), name)
      scheduleExpiry()
    case .unregister(let name, let id):
      publish(try registry.unregister(name, id: id), name)
    default: break
    }
  }

  /// Subscribes to a service. In one step with the present state, so that no change falls in between.
  func subscribe(_ subscriber: any AgentSubscriber, to name: String) -> ServiceNews {
    subscriptions[name, default: [:]][ObjectIdentifier(subscriber)] = subscriber
    let leader = registry.leader(name)
    toldLeaders[name] = .some(leader)
    let present = (registry.services[name] ?? [:]).sorted { $0.value.created < $1.value.created }
    return ServiceNews(
      name: name, changes: present.map { .init(name: name, address: $0.key, entry: $0.value) },
      leader: leader.map { .some($0) })
  }

  func unsubscribe(_ subscriber: any AgentSubscriber, from name: String) {
    subscriptions[name]?[ObjectIdentifier(subscriber)] = nil
    if subscriptions[name]?.isEmpty == true { (subscriptions[name], toldLeaders[name]) = (nil, nil) }
  }

  /// Saves what is not saved yet.
  func end() {
    expiry?.cancel()
    saving?.cancel()
    if saved != nil { save() }
  }

  private func publish(_ change: Registry.Change?, _ name: String) { publish(change.map { [$0] } ?? [], name) }

  /// Tells of the changes of one service, and of its leader if that is another than was told.
  private func publish(_ changes: [Registry.Change], _ name: String) {
    var news = ServiceNews(name: name, changes: changes)
    guard !changes.isEmpty else { return }
    news.leader = toldLeaders[name].flatMap { newLeader(of: name, since: $0) }
    publish([news])
  }

  private func newLeader(of name: String, since told: HTTPInstance?) -> HTTPInstance?? {
    let leader = registry.leader(name)
    guard leader?.id != told?.id || leader?.index != told?.index else { return nil }
    toldLeaders[name] = .some(leader)
    return .some(leader)
  }

  private func publish(_ news: [ServiceNews]) {
    guard !news.isEmpty else { return }
    for news in news {
      for subscriber in subscriptions[news.name, default: [:]].values { subscriber.receive(news) }
      for listing in listings.keys { unlisted[listing, default: []].insert(news.name) }
    }
    for listing in listings.values { listing.yield() }
    if saved != nil, saving == nil { scheduleSaving(Self.savingDelay) }
  }

  /// Removes the instances whose time is over.
  private func expire() {
    let changes = Dictionary(grouping: registry.expire(at: now), by: \.name)
    for (name, changes) in changes.sorted(by: { $0.key < $1.key }) { publish(changes, name) }
  }

  /// Heartbeats only move expiries to later, so a timer that runs is never too late, and need not be moved with each.
  private func scheduleExpiry() {
    guard expiry == nil, let next = registry.nextExpiry else { return }
    expiry = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(next - now)) { [self] in
      expiry = nil
      expire()
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
    let shown = isFirst ? Set(registry.services.keys) : names
    let sets = Dictionary(uniqueKeysWithValues: shown.map { ($0, registry.set($0)) })
    return isFirst ? .all(sets) : .changed(sets)
  }
}
