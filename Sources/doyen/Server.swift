internal import Admin
internal import Discoverd
internal import DiscoverdAgent
internal import Discovery
internal import DNSServer
internal import Foundation
internal import Logging
internal import NIOPosix
internal import Piloted
internal import Responder
internal import ServiceIndex
internal import ServiceLifecycle
internal import UnixSignals
internal import ZoneFile

/// The parts of `doyen serve`, put together: sources, catalog, index, responders and listener.
struct Server {
  private let settings: ServeSettings
  private let logger = Logger(label: "doyen", factory: { StreamLogHandler.standardError(label: $0) })
  private let index: ServiceIndex
  private let zones: PublishedZones
  private let files: [ServicesFile]
  private let consul: ConsulServices
  private let monitoring: Monitoring?
  private let catalogNames = Newest<[String]>([])
  /// One for all responders, made anew at each start.
  private let cookieSecret = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

  /// Reads all files.
  ///
  /// - Throws: what is wrong with the first of them that can't be used.
  init(_ settings: ServeSettings) throws {
    self.settings = settings
    index = ServiceIndex(priorities: settings.consul.priorities)
    consul = try ConsulServices(settings.consul, variables: Environment.process.variables, logger: logger)
    monitoring = settings.admin.map(Monitoring.init)
    zones = PublishedZones(try Self.readZones(settings.zones, monitoring, logger))
    for path in settings.services { _ = try ServicesFile.load(path) }
    files = settings.services.map { [logger] in ServicesFile(path: $0, logger: logger) }
  }

  private static func readZones(_ paths: [String], _ monitoring: Monitoring?, _ logger: Logger) throws -> ZoneSet {
    let zones = try Zone.zones(at: paths)
    for warning in zones.flatMap(\.warnings) { logger.warning("\(warning)") }
    return ZoneSet(try zones.map { try ServedZone($0, countedAt: Monitoring.place(of: $0.origin, in: monitoring)) })
  }

  /// Serves until a signal ends it.
  func run() async throws {
    let (agent, neighbour) = try await makeAgent()
    let sources = sources(agent, neighbour)
    if zones.value.hasReverseZones { index.trackHostNames() }
    let board = monitoring?.makeBoard(sources)
    let keeper = WatchKeeper(
      sources: sources, configured: settings.watch + consul.names, watchesConfiguredOnly: settings.watchOnly,
      logger: logger,
      wasAsked: { [index] in index.wasAsked($0) }, publish: Monitoring.publisher(index, board))
    let parts = ServingParts(
      makeResponder: {
        [index, zones, identity = settings.identity(sources: sources.map(\.name)), cookieSecret, monitoring] in
        Responder(
          index: index, zones: zones, identity: identity, cookieSecret: cookieSecret, tally: monitoring?.makeTally())
      },
      waitUntilAnswerable: { await keeper.waitUntilAnswerable($0) })
    let listener = try await DNSListener(settings.listen, workersPerAddress: settings.workers, parts)
    let admin = try await monitoring?.server(board, keeper, listener, parts, logger: logger)
    var services = [Running { await keeper.run() }, Running { await listener.run() }]
    if let agent { services.insert(Running { await agent.run() }, at: 0) }
    if let admin { services.append(Running { await admin.run() }) }
    services.append(Running { await announce(keeper, listener, agent, admin) })
    services.append(Running { await reloadOnHangUp(keeper) })
    if let catalog = consul.catalog { services.append(Running { await follow(catalog, keeper) }) }
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }

  /// This host's agent; where nobody asked for it and a discoverd has its place, that one.
  private func makeAgent() async throws -> (Agent?, DiscoverdCluster?) {
    guard let address = settings.agent else { return (nil, nil) }
    do throws(AgentBindError) {
      let agent = try await Agent(
        address: address.address, setting: address.setting, stateFolder: settings.state,
        externalAddress: Environment.process["EXTERNAL_IP"], logger: logger)
      return (agent, nil)
    } catch {
      let place = try DiscoverdAddress(address.address.hostAndPort)
      guard settings.agentIsDefault, let version = await DiscoverdProbe.version(at: place) else { throw error }
      logger.notice("a discoverd (\(version)) is at \(place) already: it is the source, and no agent is started")
      return (nil, DiscoverdCluster([place], api: settings.discoverdAPI))
    }
  }

  /// The sources, by rank: files first, since they are written by hand, then this host's agent or discoverd, then others.
  private func sources(_ agent: Agent?, _ neighbour: DiscoverdCluster?) -> [RankedSource] {
    let clusters = (neighbour.map { [$0] } ?? []) + settings.discoverd
    return files.map { .listing($0) } + (agent.map { [.listing($0.source)] } ?? [])
      + clusters.map { .watching(DiscoverdSource($0, logger: logger)) } + consul.sources
  }

  /// Says on standard error, in one line, that questions are answered and where.
  private func announce(
    _ keeper: WatchKeeper<ContinuousClock>, _ listener: DNSListener, _ agent: Agent?, _ admin: AdminServer?
  ) async {
    await keeper.waitUntilReady()
    let addresses = listener.addresses.map(\.address.hostAndPort).joined(separator: ", ")
    let registering = agent?.address.map { ", registering on \($0.hostAndPort)" } ?? ""
    let status = admin.map { ", status on http://\($0.address.hostAndPort)/" } ?? ""
    let line = "doyen: ready, answering on \(addresses) (UDP and TCP)\(registering)\(status)\n"
    FileHandle.standardError.write(Data(line.utf8))
    try? await gracefulShutdown()
  }

  /// Watches from the start what is named, listed in files, or in Consul's catalog where all of it is wanted.
  private func configure(_ keeper: WatchKeeper<ContinuousClock>) async {
    await keeper.configure { [settings, consul, catalogNames] in settings.watch + consul.names + catalogNames.value }
  }

  /// Watches whatever Consul's catalog lists.
  private func follow(_ catalog: ConsulCatalog, _ keeper: WatchKeeper<ContinuousClock>) async {
    for await names in catalog.names().cancelOnGracefulShutdown() {
      catalogNames.change { $0 = names }
      await configure(keeper)
    }
  }

  private func reloadOnHangUp(_ keeper: WatchKeeper<ContinuousClock>) async {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { await reload(keeper) }
  }

  /// Reads zones, services files and containerpilot.json again; what has a mistake stays as it was.
  private func reload(_ keeper: WatchKeeper<ContinuousClock>) async {
    for file in files { file.reload() }
    consul.reload()
    await configure(keeper)
    do {
      let read = try Self.readZones(settings.zones, monitoring, logger)
      // The names of addresses have to be known before they are asked for.
      if read.hasReverseZones, index.trackHostNames() { await keeper.republish() }
      zones.replace(with: read)
      index.noteChange()
      logger.notice("zones read again")
    } catch {
      logger.error("\(error); the zones stay as they were")
    }
  }
}
