public import Logging

/// Keeps the watches: starts them when a service is asked for, feeds the catalog, publishes its changes, and lets questions
/// wait until there is something to say.
public actor WatchKeeper<KeeperClock: Clock> where KeeperClock.Duration == Duration {
  let sources: [RankedSource]
  let clock: KeeperClock
  private let start: KeeperClock.Instant
  let logger: Logger
  let wasAsked: @Sendable (String) -> Bool
  let publish: @Sendable ([CatalogChange]) -> Void
  var catalog: Catalog
  var table: WatchTable
  var tasks: [String: [Task<Void, Never>]] = [:]
  /// What follows the listing sources, by rank.
  var listings: [Int: Task<Void, Never>] = [:]
  var waiting = WaitingQuestions()
  var goneSources: SourceMask = []
  var configured: [String]
  private let watchesConfiguredOnly: Bool
  var (untoldHolds, loggedRefusals) = (HeldServices(), 0)
  /// Restored services whose watches are still to begin.
  var resuming: [String] = []
  /// Run while the word of a source is doubted, and until that is told.
  var (releaseTimer, holdsTimer): (Task<Void, Never>?, Task<Void, Never>?)
  /// How often a service's instances were kept, since they went all at once right after its source was gone.
  public internal(set) var heldServices = 0
  /// When each source has spoken, by rank.
  var records: [SourceRecord]
  /// Long listings that are being taken over.
  var takeovers = 0
  /// Whether the time is over in which all sources should have spoken, but for listings that are being taken over.
  var isOverdue = false
  /// As many instances may be known in all.
  let maximumInstances: Int
  /// Services whose instances were refused since this was last logged.
  var refusedServices: Set<String> = []

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
  ///   - limits: how long what a source said is used while it does not say so any more.
  ///   - maximumInstances: as many instances may be known in all; further ones are refused.
  ///   - clock: the time.
  ///   - logger: told when a source is gone and back.
  ///   - wasAsked: whether a published service was asked for since the last call with its name.
  ///   - publish: takes the changes, in order.
  public init(
    sources: [RankedSource], configured: [String], watchesConfiguredOnly: Bool = false,
    limits: StalenessLimits = StalenessLimits(), maximumInstances: Int = InstanceLimit.usual,
    clock: KeeperClock = ContinuousClock(), logger: Logger,
    wasAsked: @escaping @Sendable (String) -> Bool,
    publish: @escaping @Sendable ([CatalogChange]) -> Void
  ) {
    self.sources = sources
    self.configured = Array(Set(configured.map { $0.lowercased() }))
    self.watchesConfiguredOnly = watchesConfiguredOnly
    self.maximumInstances = maximumInstances
    self.clock = clock
    self.logger = logger
    self.wasAsked = wasAsked
    self.publish = publish
    start = clock.now
    records = sources.map { _ in SourceRecord() }
    table = WatchTable(startsConfiguredOnly: watchesConfiguredOnly)
    catalog = Catalog(
      sources: sources.map(\.kind), configured: configured, watchesConfiguredOnly: watchesConfiguredOnly, limits: limits
    )
  }

  /// Watches until it is cancelled.
  public func run() async {
    publish(catalog.present)
    for rank in sources.indices {
      if case .listing(let source) = sources[rank] { listings[rank] = follow(source, rank) }
    }
    for name in configured { watchFromNowOn(name) }
    if !resuming.isEmpty { add(Task { await resumeWatches() }, for: "") }
    while (try? await clock.sleep(for: Self.sweepInterval, tolerance: Self.sweepInterval)) != nil { sweep() }
    for task in Array(listings.values) + tasks.values.joined() { task.cancel() }
    endHolding()
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

  var now: Duration { start.duration(to: clock.now) }

  private func sweep() {
    let outOfTouch = catalog.outOfTouch
    let idle = table.letGo(at: now) { [wasAsked] name in
      let wasAsked = wasAsked(name)
      return wasAsked || outOfTouch.contains(name)
    }
    for name in idle { end(watching: name) }
    take(catalog.forget(at: now), about: nil)
    logRefusals()
    logRefusedInstances()
    askAgain()
    guard sources.contains(where: { $0.kind == .watching }) else { return }
    for name in catalog.listedNames where !table.isWatched(name) && wasAsked(name) {
      if case .start = table.ask(name, at: now) { begin(watching: name) }
    }
  }
}
