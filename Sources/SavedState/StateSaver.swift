internal import HostSystem
internal import LocalFiles
package import Logging

/// Keeps a file up to date with a state that somebody else owns: after changes, once in a while, and at the end. Encoding and writing
/// have a thread of their own, since a disk can take its time, or for ever. The newest state is written, one at a time.
package final class StateSaver<File: SavedFile, SaverClock: Clock>: Sendable where SaverClock.Duration == Duration {
  private let file: File
  private let logger: Logger
  private let clock: SaverClock
  private let start: SaverClock.Instant
  private let signals: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let firstAttempt = AsyncStream.makeStream(of: Never.self)
  private let hasChanged = Guarded(false)
  private let counters = Guarded(SavingCounters())

  /// A saver to `file`.
  ///
  /// - Parameters:
  ///   - file: where to, and how.
  ///   - clock: the time.
  ///   - logger: told once that nothing can be saved, and once that it works again.
  package init(_ file: File, clock: SaverClock = ContinuousClock(), logger: Logger) {
    (self.file, self.clock, self.logger) = (file, clock, logger)
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

  /// Returns once the file was written for the first time, or could not be, or this task is cancelled. One may wait.
  package func waitForFirstAttempt() async { for await _ in firstAttempt.stream {} }

  /// Saves until it is cancelled; and then once more, unless the file has all and nobody would miss how new it is. `state` gives what
  /// there is to save by then.
  package func run(_ state: @escaping @Sendable () async -> File.State) async {
    let refreshing = Task { [clock, interval = File.refreshInterval] in
      while let interval, (try? await clock.sleep(for: interval)) != nil { noteChange() }
    }
    var plan = SavingPlan(File.pace)
    for await _ in signals where hasChanged.withLock({ $0 }) {
      guard (try? await clock.sleep(until: start.advanced(by: plan.earliest), tolerance: nil)) != nil else { break }
      await save(state, &plan)
    }
    refreshing.cancel()
    if File.refreshInterval != nil || hasChanged.withLock({ $0 }) { await save(state, &plan) }
    firstAttempt.continuation.finish()
  }

  private func save(_ state: @Sendable () async -> File.State, _ plan: inout SavingPlan) async {
    hasChanged.withLock { $0 = false }
    let (state, begin) = (await state(), now)
    let error = await onThread { [file] () -> FileError? in
      do throws(FileError) {
        try file.write(state)
        return nil
      } catch {
        return error
      }
    }
    note(error, since: begin, &plan)
    firstAttempt.continuation.finish()
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
        "\(reason); \(File.content) are not saved, and it is tried again",
        metadata: ["file": "\(file.path)", "error": "\(reason)"])
    case .works: logger.notice("\(File.content) are saved again in \(file.path)", metadata: ["file": "\(file.path)"])
    case nil: break
    }
  }

  private var now: Duration { start.duration(to: clock.now) }
}

/// How often a file was written, and could not be.
package struct SavingCounters: Sendable, Equatable {
  /// Files written.
  package private(set) var saved = 0
  /// Attempts that failed.
  package private(set) var failed = 0

  mutating func count(isFailure: Bool) { if isFailure { failed += 1 } else { saved += 1 } }
}
