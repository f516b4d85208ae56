internal import Discoverd
internal import Discovery
internal import NIOCore

/// What all connections of an agent share: the registry, the subscriptions, the listings. On one event loop, its owner.
final class AgentState {
  private(set) var registry: Registry
  private let noteChange: () -> Void
  private var subscriptions: [String: [ObjectIdentifier: any AgentSubscriber]] = [:]
  /// Who was told to lead, for each service that has subscriptions.
  private var toldLeaders: [String: HTTPInstance?] = [:]
  private var listings: [Listing] = []
  private var expiry: Scheduled<Void>?
  private let eventLoop: any EventLoop
  private let start = NIODeadline.now()

  /// The state of a registry, whose ages begin now; `noteChange` is called when there is something to save.
  init(_ eventLoop: any EventLoop, _ registry: Registry, noteChange: @escaping () -> Void = {}) {
    (self.eventLoop, self.registry, self.noteChange) = (eventLoop, registry, noteChange)
  }

  /// Begins to wait for heartbeats: until now none could be taken, however long the start took.
  func begin() {
    registry.prolong(from: now)
    scheduleExpiry()
  }

  private var now: Duration { .nanoseconds((NIODeadline.now() - start).nanoseconds) }

  func register(_ arguments: RPCArguments) throws(RegistryError) -> String {
    let (address, change) = try registry.register(arguments.name, arguments.address, arguments.attributes, at: now)
    if let change { publish(ServiceNews(name: arguments.name, changes: [change])) }
    scheduleExpiry()
    return address
  }

  func unregister(_ arguments: RPCArguments) throws(RegistryError) {
    let change = try registry.unregister(arguments.name, arguments.address)
    publish(ServiceNews(name: arguments.name, changes: [change]))
  }

  /// Carries out a call of the second API that is no stream: the reply's body.
  func carryOut(_ call: HTTPCall) throws(HTTPAgentError) -> [UInt8] {
    if let reply = try call.reply(from: registry) { return reply }
    // Told of even where no instance changes, since the service itself may have, and has to be saved.
    if let news = try call.change(&registry, at: now) { publish(news) }
    scheduleExpiry()
    return []
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

  /// Waits for no more heartbeats.
  func end() { expiry?.cancel() }

  /// Tells of the changes of one service, and of its leader if that is another than was told.
  private func publish(_ changes: ServiceNews) {
    var news = changes
    news.leader = toldLeaders[news.name].flatMap { newLeader(of: news.name, since: $0) }
    for subscriber in subscriptions[news.name, default: [:]].values { subscriber.receive(news) }
    for listing in listings { listing.inbox?.note(news.name) { registry.set(news.name) } }
    noteChange()
  }

  private func newLeader(of name: String, since told: HTTPInstance?) -> HTTPInstance?? {
    let leader = registry.leader(name)
    guard leader?.id != told?.id || leader?.index != told?.index else { return nil }
    toldLeaders[name] = .some(leader)
    return .some(leader)
  }

  /// Removes the instances whose time is over.
  private func expire(due: Duration) {
    let changes = Dictionary(grouping: registry.expire(at: now, due: due), by: \.name)
    for (name, changes) in changes.sorted(by: { $0.key < $1.key }) {
      publish(ServiceNews(name: name, changes: changes))
    }
  }

  /// Heartbeats only move expiries to later, so a timer that runs is never too late, and need not be moved with each.
  private func scheduleExpiry() {
    guard expiry == nil, let next = registry.nextLook(after: now) else { return }
    expiry = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(next - now)) { [self] in
      expiry = nil
      expire(due: next)
      scheduleExpiry()
    }
  }
}

/// Listings: the services as the resolver takes them.
extension AgentState {
  /// Where the reader of a listing is told; absent once it has gone.
  private struct Listing {
    weak var inbox: AgentInbox?
  }

  /// Opens a listing, which is told of what changes from now on: all that there is now.
  func open(_ inbox: AgentInbox) -> ListingEvent {
    listings.removeAll { $0.inbox == nil }
    listings.append(Listing(inbox: inbox))
    return .all(sets(registry.services.keys))
  }

  /// What changed while the reader of a listing did not wait.
  func take(_ inbox: AgentInbox) -> ListingEvent { .changed(sets(inbox.take())) }

  private func sets(_ names: some Collection<String>) -> [String: ServiceSet] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, registry.set($0)) })
  }
}
