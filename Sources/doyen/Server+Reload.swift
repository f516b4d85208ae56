internal import DNSWire
internal import Discovery
internal import Logging
internal import Responder
internal import ServiceIndex
internal import ServiceLifecycle
internal import SettingsFile
internal import UnixSignals
internal import ZoneFile

/// What a server reads from files, at its start and again.
extension Server {
  /// The zones of files.
  static func readZones(
    _ paths: [String], _ forwarding: Forwarding?, _ monitoring: Monitoring?, _ logger: Logger
  ) throws -> ZoneSet {
    let zones = try Zone.zones(at: paths)
    for warning in zones.flatMap(\.warnings) { logger.warning("\(warning)") }
    try forwarding?.check(origins: zones.map(\.origin))
    return ZoneSet(
      try zones.map { try ServedZone($0, countedAt: Monitoring.place(of: $0.origin, in: monitoring)) })
  }

  /// Reads files again whenever a signal asks for it, until the end.
  func reload(on signals: ServeSignals, _ keeper: WatchKeeper<ContinuousClock>) async {
    for await _ in signals.reload.cancelOnGracefulShutdown() {
      await supervision.reloading { await reload(keeper) }
    }
  }

  /// Reads zones, services files and containerpilot.json again; what has a mistake stays as it was.
  private func reload(_ keeper: WatchKeeper<ContinuousClock>) async {
    settings.reportFileChange(logger)
    for file in files { file.reload() }
    forwarding?.reload()
    consul.reload()
    await configure(keeper)
    do {
      let read = try Self.readZones(settings.zones, forwarding, monitoring, logger)
      // The names of addresses have to be known before they are asked for.
      if read.hasReverseZones, index.trackHostNames() { await keeper.republish() }
      // Within the change, so that it does not put back what was right for other upstreams.
      zones.change { $0 = read.with(forwarding) }
      index.noteChange()
      logger.notice("zones read again", metadata: ["zones": .stringConvertible(zones.value.zones.count)])
    } catch {
      logger.error("\(error); the zones stay as they were", metadata: ["error": "\(error)"])
    }
  }
}

extension ZoneSet {
  /// The same, with those zones that keep names from upstream resolvers: which, depends on who these are now.
  func with(_ forwarding: Forwarding?) -> ZoneSet {
    guard let forwarding else { return self }
    var zones = self
    zones.replaceLocal(with: forwarding.localZones(besides: zones.zones.map(\.origin)))
    return zones
  }
}
