internal import Discovery
internal import Logging
internal import ServiceLifecycle

/// The parts of a server while they run, and their end.
extension Server {
  /// Runs all parts until a signal ends them, the last one first.
  func run(_ services: [Running]) async throws {
    let group = ServiceGroup(configuration: .init(services: services, logger: logger))
    let signals = await Ending.signals()
    let ending = Task { await Ending(log: log).follow(group, signals) }
    defer { ending.cancel() }
    try await group.run()
    logger.notice("ended")
  }

  /// Writes the state to the log whenever a signal asks for it, until the end.
  func report(_ report: StateReport, on signals: ServeSignals) async {
    for await _ in signals.report.cancelOnGracefulShutdown() {
      log.say(await report.lines)
    }
  }

  /// Waits until what sources list is known, or until the end; whether it is known.
  func isReady(_ keeper: WatchKeeper<ContinuousClock>) async -> Bool {
    let (ready, continuation) = AsyncStream.makeStream(of: Never.self)
    let waiting = Task {
      await keeper.waitUntilReady()
      continuation.finish()
    }
    for await _ in ready {}
    waiting.cancel()
    return !Task.isCancelled
  }

  /// How long the last saving of the services may take.
  var savingBound: (Duration, @Sendable () -> Void) {
    (
      Ending.savingTime,
      { [logger] in
        logger.error("the disk takes more than \(Ending.savingTime): what has changed last is not saved")
      }
    )
  }

  /// How long the last saving of registrations may take.
  var agentBound: (Duration, @Sendable () -> Void) {
    (
      Ending.agentTime,
      { [logger] in
        logger.error("the disk takes more than \(Ending.agentTime): the last registrations are not saved")
      }
    )
  }
}
