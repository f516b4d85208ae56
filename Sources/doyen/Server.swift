internal import Admin
internal import Discoverd
internal import DiscoverdAgent
internal import Discovery
internal import DNSServer
internal import HostSystem
internal import Logging
internal import NIOPosix
internal import Piloted
internal import Responder
internal import ServiceIndex
internal import ServiceLifecycle
internal import ZoneFile

/// The parts of `doyen serve`, put together: sources, catalog, index, responders and listener.
struct Server {
  let settings: ServeSettings
  let log: ServeLog
  let logger: Logger
  let index: ServiceIndex
  let zones: PublishedZones
  let files: [ServicesFile]
  let consul: ConsulServices
  let forwarding: Forwarding?
  let monitoring: Monitoring?
  let supervision: Supervision
  /// Absent where queries are not logged.
  let queryLog: QueryLog?
  private let access: HostAccess
  private let catalogNames = Newest<[String]>([])
  /// One for all responders, made anew at each start.
  private let cookieSecret = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

  /// Reads all files.
  ///
  /// - Throws: what is wrong with the first of them that can't be used.
  init(_ settings: ServeSettings, _ supervision: Supervision, _ log: ServeLog) throws {
    (self.settings, self.supervision, self.log, logger) = (settings, supervision, log, log.logger)
    queryLog = settings.log.queryInterval.map { QueryLog(interval: $0, log) }
    index = ServiceIndex(priorities: settings.consul.priorities)
    consul = try ConsulServices(settings.consul, variables: Environment.process.variables, logger: logger)
    forwarding =
      settings.forward.isOn
      ? try Forwarding(settings.forward, own: OwnAddresses(settings.listen), logger: logger) : nil
    access = HostAccess(settings.access.networks)
    monitoring = settings.admin.map(Monitoring.init)
    zones = PublishedZones(try Self.readZones(settings.zones, forwarding, monitoring, logger).with(forwarding))
    files = try settings.services.map { [logger] in
      try ServicesFile(reading: $0, maximumInstances: settings.maximumInstances, logger: logger)
    }
  }

  /// Serves until a signal ends it.
  func run(_ signals: ServeSignals) async throws {
    let start = ContinuousClock.now
    let (agent, neighbour) = try await makeAgent()
    let sources = sources(agent, neighbour)
    if zones.value.hasReverseZones { index.trackHostNames() }
    let publication = Publication(index, zones: zones, ask: forwarding?.lookup, logger: logger)
    let saved = settings.state.map { SavedServices(folder: $0, logger: logger) }
    let board = monitoring?.makeBoard(sources)
    let publish = Monitoring.publisher(publication, board)
    let keeper = WatchKeeper(
      sources: sources, configured: settings.watch + consul.names, watchesConfiguredOnly: settings.watchOnly,
      limits: settings.staleness, maximumInstances: settings.maximumInstances, logger: logger,
      wasAsked: { [index] in index.wasAsked($0) },
      publish: { changes in
        publish(changes)
        saved?.noteChange()
      })
    await saved?.restore(keeper)
    let parts = ServingParts(
      makeResponder: makeResponder(sources),
      waitUntilAnswerable: { await publication.waitUntilAnswerable($0, keeper) }, relay: forwarding?.handle,
      limiter: settings.rateLimit.map(RateLimiter.init))
    let listener = try await DNSListener(
      settings.listen, workersPerAddress: settings.workers, parts, passed: supervision.passed)
    let admin = try await monitoring?.server(
      board, keeper, listener, parts, relay: forwarding?.relayCounters, logger: logger)
    try settings.user?.apply(state: settings.state, files: settings.rereadFiles, logger: logger)
    var services = [
      Running("watches") { await keeper.run() }, Running("listener") { await listener.run() },
      Running("access") { await access.run() },
    ]
    if let hosts = publication.hosts { services.insert(Running("host names") { await hosts.run() }, at: 0) }
    if let forwarding {
      services.insert(Running("relay") { await forwarding.run { zones.change { $0 = $0.with(forwarding) } } }, at: 0)
    }
    if let queryLog { services.insert(Running("query log") { await queryLog.run() }, at: 0) }
    if let agent { services.insert(Running("agent", bound: agentBound) { await agent.run() }, at: 0) }
    if let admin { services.append(Running("admin") { await admin.run() }) }
    if let limiter = parts.limiter {
      services.append(Running("rate limit") { await RateLimitLog(limiter, logger).run() })
    }
    services.append(Running("supervision") { await announce(keeper, listener, agent, admin) })
    services.append(Running("reload") { await reload(on: signals, keeper) })
    let report = StateReport(
      start: start, server: self, keeper: keeper, listener: listener, counters: parts.counters,
      limiter: parts.limiter)
    services.append(Running("report") { await self.report(report, on: signals) })
    if let catalog = consul.catalog { services.append(Running("catalog") { await follow(catalog, keeper) }) }
    // Ends first, while all that is known is still there.
    if let saved { services.append(Running("saved services", bound: savingBound) { await saved.run(keeper) }) }
    try await run(services)
  }

  /// Makes responders, which all say and allow the same.
  private func makeResponder(_ sources: [RankedSource]) -> @Sendable () -> Responder {
    let identity = settings.identity(sources: sources.map(\.name), counters: forwarding?.counters ?? [])
    return {
      [index, zones, cookieSecret, monitoring, queryLog, access = access.list, isForwarding = forwarding != nil] in
      Responder(
        index: index, zones: zones, identity: identity, cookieSecret: cookieSecret, access: access,
        isForwarding: isForwarding, tally: monitoring?.makeTally(), queryLogging: queryLog?.makeLogging())
    }
  }

  /// Says on standard error, in one line, that questions are answered and where.
  private func announce(
    _ keeper: WatchKeeper<ContinuousClock>, _ listener: DNSListener, _ agent: Agent?, _ admin: AdminServer?
  ) async {
    guard await isReady(keeper) else { return }
    if let warning = settings.access.warning(listen: listener.addresses) { logger.notice("\(warning)") }
    if let warning = access.warning { logger.warning("\(warning)") }
    let addresses = listener.addresses.map(\.address.hostAndPort).joined(separator: ", ")
    let registering = agent?.address.map { ", registering on \($0.hostAndPort)" } ?? ""
    let status = admin.map { ", status on http://\($0.address.hostAndPort)/" } ?? ""
    let line = "answering on \(addresses) (UDP and TCP)\(registering)\(status)"
    log.say("ready, \(line)", [("addresses", .array(listener.addresses.map { "\($0.address.hostAndPort)" }))])
    CodePages.release()
    await supervision.run(line, asking: listener.addresses)
  }

  /// Watches from the start what is named, listed in files, or in Consul's catalog where all of it is wanted.
  func configure(_ keeper: WatchKeeper<ContinuousClock>) async {
    await keeper.configure { [settings, consul, catalogNames] in settings.watch + consul.names + catalogNames.value }
  }

  /// Watches whatever Consul's catalog lists.
  private func follow(_ catalog: ConsulCatalog, _ keeper: WatchKeeper<ContinuousClock>) async {
    for await names in catalog.names().cancelOnGracefulShutdown() {
      catalogNames.change { $0 = names }
      await configure(keeper)
    }
  }
}
