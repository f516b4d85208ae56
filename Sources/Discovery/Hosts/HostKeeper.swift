internal import HostSystem
package import Logging

/// Keeps the addresses current that host names of instances stand for: stands between the catalog, whose changes it takes in, and
/// who reads them, completed by those addresses.
package final class HostKeeper<KeeperClock: Clock>: Sendable where KeeperClock.Duration == Duration {
  private let clock: KeeperClock
  private let start: KeeperClock.Instant
  private let logger: Logger
  private let resolve: @Sendable (HostLookup) async -> HostAnswer?
  private let publish: @Sendable ([CatalogChange]) -> Void
  private let state = Guarded(State())
  private let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  private struct State {
    var services = HostedServices()
    var waiting = WaitingQuestions()
    var hasWarned = false
  }

  /// A keeper without services.
  ///
  /// - Parameters:
  ///   - clock: the time.
  ///   - logger: told when there are too many names.
  ///   - resolve: looks up the addresses of one family that a host name stands for; nothing where that has failed. Ends when it is
  ///     cancelled.
  ///   - publish: takes the changes, in order; must not wait.
  package init(
    clock: KeeperClock = ContinuousClock(), logger: Logger,
    resolve: @escaping @Sendable (HostLookup) async -> HostAnswer?,
    publish: @escaping @Sendable ([CatalogChange]) -> Void
  ) {
    (self.clock, self.logger, self.resolve, self.publish) = (clock, logger, resolve, publish)
    start = clock.now
  }

  /// Takes in changes of the catalog and publishes them, completed by what is known of host names.
  package func receive(_ changes: [CatalogChange]) {
    let isDue = state.withLock { state in
      publish(changes.map { state.services.receive($0) })
      warn(&state)
      return state.services.nextDue.map { $0 <= now } ?? false
    }
    if isDue { waker.yield() }
  }

  /// Looks up what is due until it is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      var alarm: Task<Void, Never>?
      for await _ in wakes {
        alarm?.cancel()
        for lookup in begin() { group.addTask { await self.lookUp(lookup) } }
        alarm = wakeWhenDue()
      }
      alarm?.cancel()
    }
    state.withLock { $0.waiting.resumeAll() }
  }

  /// Waits until the host names of a service have been looked up once, or the time has come.
  package func waitUntilLookedUp(_ service: String, until time: KeeperClock.Instant) async {
    let number = state.withLock { $0.waiting.makeNumber() }
    let alarm = Task { [self] in
      guard (try? await clock.sleep(until: time, tolerance: nil)) != nil else { return }
      state.withLock { $0.waiting.resume(service, number: number) }
    }
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        guard state.services.isAwaited(service), clock.now < time else { return true }
        state.waiting.add(continuation, for: service, number: number)
        return false
      }
      if isDone { continuation.resume() }
    }
    alarm.cancel()
  }

  private var now: Duration { start.duration(to: clock.now) }

  /// Starts what is due, as far as it may run.
  private func begin() -> [HostLookup] { state.withLock { $0.services.begin(at: now) } }

  /// Wakes the loop when the next look-up is due; nothing while none is, or as many run as may.
  private func wakeWhenDue() -> Task<Void, Never>? {
    guard let due = state.withLock({ $0.services.nextDue }) else { return nil }
    return Task { [clock, start, waker] in
      guard (try? await clock.sleep(until: start.advanced(by: due), tolerance: nil)) != nil else { return }
      waker.yield()
    }
  }

  /// Looks up a host name, publishes what has changed, and only then lets the questions go on that waited for it.
  private func lookUp(_ lookup: HostLookup) async {
    let answer = await resolve(lookup)
    guard !Task.isCancelled else { return }
    state.withLock { state in
      let services = state.services.finish(lookup, answer, at: now, random: .random(in: 0...1))
      if !services.isEmpty { publish(services.map(CatalogChange.service)) }
      for service in services where !state.services.isAwaited(service.name) { state.waiting.resume(service.name) }
    }
    waker.yield()
  }

  /// Says once that there are too many names.
  private func warn(_ state: inout State) {
    guard state.services.refusedCount > 0, !state.hasWarned else { return }
    state.hasWarned = true
    logger.warning(
      "instances have more than \(HostTable.maximumHosts) host names: the addresses of further ones are not looked up")
  }
}
