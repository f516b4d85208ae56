package import Discovery
internal import HostSystem
internal import LocalFiles
package import Logging

/// Keeps the file up to date: after changes, once in a while, and at the end. Encoding and writing have a thread of their own, since a
/// disk can take its time.
package final class CacheSaver<SaverClock: Clock>: Sendable where SaverClock.Duration == Duration {
  private let file: CacheFile
  private let logger: Logger
  private let clock: SaverClock
  private let start: SaverClock.Instant
  private let wallTime: @Sendable () -> Duration
  private let signals: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let hasChanged = Guarded(false)
  private let counters = Guarded(SavingCounters())

  /// Without any change the file is written this often, since what it holds was still so by then.
  package static var refreshInterval: Duration { .seconds(600) }

  /// A saver to `file`.
  ///
  /// - Parameters:
  ///   - file: where to.
  ///   - clock: the time.
  ///   - logger: told once that nothing can be saved, and once that it works again.
  ///   - wallTime: the time since 1970, which may jump.
  package init(
    _ file: CacheFile, clock: SaverClock = ContinuousClock(), logger: Logger,
    wallTime: @escaping @Sendable () -> Duration = { .seconds(Int64(SteadySeconds().now)) }
  ) {
    (self.file, self.clock, self.logger, self.wallTime) = (file, clock, logger, wallTime)
    start = clock.now
    (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// Notes that there is something to save; never waits.
  package func noteChange() {
    hasChanged.withLock { $0 = true }
    continuation.yield()
  }

  /// How often the file was written, and could not be.
  package var counts: SavingCounters { counters.withLock { $0 } }

  /// Saves until it is cancelled, and then once more.
  package func run(_ snapshot: @escaping @Sendable () async -> CatalogSnapshot) async {
    let refreshing = Task { [clock] in
      while (try? await clock.sleep(for: Self.refreshInterval)) != nil { noteChange() }
    }
    var plan = SavingPlan()
    for await _ in signals where hasChanged.withLock({ $0 }) {
      guard (try? await clock.sleep(until: start.advanced(by: plan.earliest), tolerance: nil)) != nil else { break }
      await save(snapshot, &plan)
    }
    refreshing.cancel()
    await save(snapshot, &plan)
  }

  private func save(_ snapshot: @Sendable () async -> CatalogSnapshot, _ plan: inout SavingPlan) async {
    hasChanged.withLock { $0 = false }
    let (snapshot, begin) = (await snapshot(), now)
    let error = await onThread { [file, wallTime] () -> FileError? in
      do throws(FileError) {
        try file.save(snapshot.saved, at: wallTime())
        return nil
      } catch {
        return error
      }
    }
    note(error, since: begin, &plan)
  }

  private func note(_ error: FileError?, since begin: Duration, _ plan: inout SavingPlan) {
    // Last, so that who sees the count finds the next attempt planned.
    defer { counters.withLock { $0.count(isFailure: error != nil) } }
    guard let error else { return tell(plan.succeeded(from: begin, to: now)) }
    tell(plan.failed(error.description, at: now, random: .random(in: 0..<1)))
    noteChange()
  }

  private func tell(_ news: SavingPlan.News?) {
    switch news {
    case .fails(let reason):
      logger.error(
        "\(reason); the services are not saved, and it is tried again",
        metadata: ["file": "\(file.path)", "error": "\(reason)"])
    case .works: logger.notice("the services are saved again in \(file.path)", metadata: ["file": "\(file.path)"])
    case nil: break
    }
  }

  private var now: Duration { start.duration(to: clock.now) }
}

/// How often the cache was written, and could not be.
package struct SavingCounters: Sendable, Equatable {
  /// Files written.
  package private(set) var saved = 0
  /// Attempts that failed.
  package private(set) var failed = 0

  mutating func count(isFailure: Bool) { if isFailure { failed += 1 } else { saved += 1 } }
}
