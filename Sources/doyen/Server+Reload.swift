internal import DNSWire
internal import Discovery
internal import Logging
internal import Responder
internal import ServiceIndex
internal import ServiceLifecycle
internal import UnixSignals
internal import ZoneFile

/// What a server reads from files, at its start and again.
extension Server {
  /// The zones of files, and those that keep names from upstream resolvers.
  static func readZones(_ paths: [String], _ forwarding: Forwarding?, _ logger: Logger) throws -> ZoneSet {
    let zones = try Zone.zones(at: paths)
    for warning in zones.flatMap(\.warnings) { logger.warning("\(warning)") }
    let local = try forwarding?.localZones(besides: zones.map(\.origin)) ?? []
    return ZoneSet(try zones.map { try ServedZone($0) }, local: local)
  }

  /// Keeps other names from upstream resolvers: which, depends on who they are.
  func replaceLocalZones(_ forwarding: Forwarding) {
    do {
      let local = try forwarding.localZones(besides: zones.value.zones.map(\.origin))
      zones.change { $0.replaceLocal(with: local) }
      logger.notice("resolvers read again")
    } catch {
      logger.error("\(error)")
    }
  }

  /// Reads files again whenever a signal asks for it, until the end.
  func reloadOnHangUp(_ keeper: WatchKeeper<ContinuousClock>) async {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      await supervision.reloading { await reload(keeper) }
    }
  }

  /// Reads zones, services files and containerpilot.json again; what has a mistake stays as it was.
  private func reload(_ keeper: WatchKeeper<ContinuousClock>) async {
    for file in files { file.reload() }
    forwarding?.reload()
    consul.reload()
    await configure(keeper)
    do {
      let read = try Self.readZones(settings.zones, forwarding, logger)
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
