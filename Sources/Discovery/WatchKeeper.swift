public import Logging

/// Keeps the watches: starts them when a service is asked for, feeds the catalog, publishes its changes, and lets questions
/// wait until there is something to say.
public actor WatchKeeper<KeeperClock: Clock> where KeeperClock.Duration == Duration {
  private let sources: [RankedSource]
  private let clock: KeeperClock
  private let start: KeeperClock.Instant
  private let logger: Logger
  private let wasAsked: @Sendable (String) -> Bool
  private let publish: @Sendable ([CatalogChange]) -> Void
  private var catalog: Catalog
  private var table: WatchTable
  private var tasks: [String: [Task<Void, Never>]] = [:]
  private var waiting = WaitingQuestions()
  private var goneSources: SourceMask = []
  private var configured: [String]
  private let watchesConfiguredOnly: Bool
  private var loggedRefusals = 0

  /// How long a question waits for its service, at most: stub resolvers ask again after five seconds.
  public static var maximumWait: Duration { .seconds(1) }
  /// How often watches are looked through for those that nobody wants.
  static var sweepInterval: Duration { .seconds(10) }

  /// A keeper of `sources` in the order of their rank.
  ///
  /// - Parameters:
  ///   - sources: where services come from.
  ///   - configured: services to watch from the start, in any case.
  ///   - watchesConfiguredOnly: whether no other service is watched, even if it is asked for.
  ///   - clock: the time.
  ///   - logger: told when a source is gone and back.
  ///   - wasAsked: whether a published service was asked for since the last call with its name.
  ///   - publish: takes the changes, in order.
  public init(
    sources: [RankedSource], configured: [String], watchesConfiguredOnly: Bool = false,
    clock: KeeperClock = ContinuousClock(), logger: Logger, wasAsked: @escaping @Sendable (String) -> Bool,
    publish: @escaping @Sendable ([CatalogChange]) -> Void
  ) {
    self.sources = sources
    self.configured = Array(Set(configured.map { $0.lowercased() }))
    self.watchesConfiguredOnly = watchesConfiguredOnly
    self.clock = clock
    self.logger = logger
    self.wasAsked = wasAsked
    self.publish = publish
    start = clock.now
    table = WatchTable(startsConfiguredOnly: watchesConfiguredOnly)
    catalog = Catalog(
      sources: sources.map(\.kind), configured: configured, watchesConfiguredOnly: watchesConfiguredOnly)
  }

  /// Watches until it is cancelled.
  public func run() async {
    publish(catalog.present)
    for rank in sources.indices {
      if case .listing(let source) = sources[rank] { add(follow(source, rank), for: "") }
    }
    for name in configured { watchFromNowOn(name) }
    while (try? await clock.sleep(for: Self.sweepInterval, tolerance: Self.sweepInterval)) != nil { sweep() }
    for task in tasks.values.joined() { task.cancel() }
    waiting.resumeAll()
  }

  /// Waits until there is something to say about a service, or a second has passed. Starts its watch, if the bounds allow
  /// one.
  public func waitUntilAnswerable(_ name: String) async {
    guard !isAnswerable(name) else { return }
    switch table.ask(name, at: now) {
    case .refused: return
    case .start(let victim):
      if let victim { end(watching: victim) }
      begin(watching: name)
    case .watched: break
    }
    if !isAnswerable(name) { await wait(for: name) }
  }

  /// Waits until every source has spoken about what it lists and the configured services, or is known to be gone; a second
  /// at most.
  public func waitUntilReady() async {
    await withDiscardingTaskGroup { group in
      for name in configured + [""] { group.addTask { await self.waitIfAwaited(name) } }
    }
  }

  /// All services as they are shown.
  public var services: [Service] { catalog.names.sorted().compactMap { catalog.service(named: $0) } }

  /// Takes over which services are watched from the start: those that are new are watched at once, those that are gone only as long
  /// as they are asked for.
  ///
  /// - Parameter names: gives the names; called here, so that of two that configure at the same time the later one counts.
  public func configure(_ names: @Sendable () -> [String]) {
    let names = Set(names().map { $0.lowercased() })
    let (gone, new) = (Set(configured).subtracting(names), names.subtracting(configured))
    configured = Array(names)
    take(catalog.configure(names, at: now), about: nil)
    for name in gone {
      if watchesConfiguredOnly { end(watching: name) }
      table.release(name, at: now)
    }
    for name in new { watchFromNowOn(name) }
  }

  private func watchFromNowOn(_ name: String) {
    let isWatched = table.isWatched(name)
    table.configure(name, at: now)
    if !isWatched { begin(watching: name) }
  }

  /// Publishes all services again, for a reader that needs to see each.
  public func republish() { publish(services.map(CatalogChange.service)) }

  private var now: Duration { start.duration(to: clock.now) }

  private func isAnswerable(_ name: String) -> Bool {
    catalog.others != nil && !configured.contains(name) || table.isWatched(name) && catalog.service(named: name) != nil
  }

  /// Waits for a configured service, or for the listings, unless they are there.
  private func waitIfAwaited(_ name: String) async {
    if name.isEmpty ? catalog.isWaitingForListing : !isAnswerable(name) { await wait(for: name) }
  }

  private func wait(for name: String) async {
    let timer = Task { [clock] in
      guard (try? await clock.sleep(for: Self.maximumWait)) != nil else { return }
      waiting.resume(name)
    }
    await withCheckedContinuation { waiting.add($0, for: name) }
    timer.cancel()
  }

  private func sweep() {
    for name in table.letGo(at: now, wasAsked: wasAsked) { end(watching: name) }
    take(catalog.forget(at: now), about: nil)
    logRefusals()
    guard sources.contains(where: { $0.kind == .watching }) else { return }
    for name in catalog.listedNames where !table.isWatched(name) && wasAsked(name) {
      if case .start = table.ask(name, at: now) { begin(watching: name) }
    }
  }
}

extension WatchKeeper {
  /// Wishes to watch a service that the bounds refused.
  public var refusedWatches: Int { table.refusedCount }

  /// Says, once a sweep at most, that questions found no watch.
  private func logRefusals() {
    let count = table.refusedCount - loggedRefusals
    guard count > 0 else { return }
    loggedRefusals += count
    logger.warning(
      "\(count) questions for services that are not watched found no watch: too many new names were asked for")
  }

  private func begin(watching name: String) {
    take(catalog.begin(watching: name, at: now), about: nil)
    for rank in sources.indices {
      if case .watching(let source) = sources[rank] { add(follow(source, rank, name), for: name) }
    }
  }

  private func end(watching name: String) {
    for task in tasks.removeValue(forKey: name) ?? [] { task.cancel() }
    take(catalog.end(watching: name, at: now), about: name)
  }

  private func add(_ task: Task<Void, Never>, for name: String) { tasks[name, default: []].append(task) }

  private func follow(_ source: some ListingSource, _ rank: Int) -> Task<Void, Never> {
    Task { for await event in source.listing() { receive(event, rank) } }
  }

  private func follow(_ source: some DiscoverySource, _ rank: Int, _ name: String) -> Task<Void, Never> {
    Task { for await event in source.watch(name) where !Task.isCancelled { receive(event, rank, name) } }
  }

  private func receive(_ event: ListingEvent, _ rank: Int) {
    let changes = catalog.receive(event, from: rank, at: now)
    if case .lost(let reason) = event { log(changes, rank, reason) } else { log(changes, rank, nil) }
    take(changes, about: "")
  }

  private func receive(_ event: WatchEvent, _ rank: Int, _ name: String) {
    let changes = catalog.receive(event, of: name, from: rank, at: now)
    switch event {
    case .lost(let reason): log(changes, rank, reason)
    case .failed(let reason, _) where configured.contains(name) && !changes.isEmpty:
      logger.warning("\(sources[rank].name) does not tell about '\(name)': \(reason)")
    case .current, .failed: log(changes, rank, nil)
    }
    table.note(name, isKnown: catalog.service(named: name)?.presence == .known)
    take(changes, about: name)
  }

  /// Publishes changes, and only then lets the questions go on that waited for them.
  private func take(_ changes: [CatalogChange], about name: String?) {
    if !changes.isEmpty { publish(changes) }
    if name == "" {
      for waiter in waiting.names where waiter == "" ? !catalog.isWaitingForListing : isAnswerable(waiter) {
        waiting.resume(waiter)
      }
    }
    if let name, isAnswerable(name) { waiting.resume(name) }
  }

  /// Logs once that a source is gone, and once that it is back.
  private func log(_ changes: [CatalogChange], _ rank: Int, _ reason: String?) {
    for case .stale(let gone) in changes {
      let isGone = gone.contains(SourceMask(rank: rank))
      guard isGone != goneSources.contains(SourceMask(rank: rank)) else { continue }
      goneSources = gone
      if isGone {
        logger.warning("\(sources[rank].name) is gone: \(reason ?? "no reason given"); its services are kept as stale")
      } else {
        logger.notice("\(sources[rank].name) is back")
      }
    }
  }
}
