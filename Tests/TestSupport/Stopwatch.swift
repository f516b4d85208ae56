import Foundation
import HostSystem

/// How long something takes, without the time in which the machine, or this process, stood still: a server on it could not do anything
/// either.
package struct Stopwatch {
  private let start = Pulse.shared.standstill
  private let began = ContinuousClock.now

  /// Begins at zero.
  package init() {}

  /// The time since then.
  package var elapsed: Duration { ContinuousClock.now - began - standstill }

  /// For how long the machine, or this process, stood still since then, up to ``Steps/longest`` less each time; zero where it did not.
  package var standstill: Duration { Pulse.shared.standstill - start }
}

/// A thread that goes through the time in small steps, and sees what is missing.
private final class Pulse: Sendable {
  static let shared = Pulse()

  private let steps = Guarded(Steps(from: .now))

  private init() {
    Thread.detachNewThread { [self] in
      while true {
        usleep(Steps.wantedMicroseconds)
        steps.withLock { $0.step(to: .now) }
      }
    }
  }

  /// All of it so far; also of the step that has not ended: who asks may have gone on before the thread has.
  var standstill: Duration { steps.withLock { $0.standstill(at: .now) } }
}

/// Steps of time, and how much they were too long in all. A value: times in.
private struct Steps: Sendable {
  private var last: ContinuousClock.Instant
  private var standstill = Duration.zero

  static let wantedMicroseconds: UInt32 = 5_000
  /// What a step may take beside busy programs, whose turns last some milliseconds; what is longer stood still.
  static let longest = Duration.milliseconds(15)

  init(from start: ContinuousClock.Instant) { last = start }

  mutating func step(to now: ContinuousClock.Instant) {
    standstill = standstill(at: now)
    last = now
  }

  func standstill(at now: ContinuousClock.Instant) -> Duration { standstill + max(now - last - Self.longest, .zero) }
}
