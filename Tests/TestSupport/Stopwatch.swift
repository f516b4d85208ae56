import Foundation
import Synchronization

/// How long something takes, without the time in which the machine, or this process, stood still: a server on it could not do anything
/// either.
package struct Stopwatch {
  private let start = Pulse.shared.elapsed
  private let began = ContinuousClock.now

  /// Begins at zero.
  package init() {}

  /// The time since then.
  package var elapsed: Duration { Pulse.shared.elapsed - start }

  /// For how long the machine, or this process, stood still since then, up to a few hundredths of a second more.
  package var standstill: Duration { max(ContinuousClock.now - began - elapsed, .zero) }
}

/// A thread that counts the time in small steps; of a step that takes much longer than it should only a part counts.
private final class Pulse: Sendable {
  static let shared = Pulse()

  private let milliseconds = Atomic<Int>(0)
  private static let step = 10
  /// What a step may take beside busy programs.
  private static let longestStep = 50

  private init() {
    Thread.detachNewThread { [self] in
      var last = ContinuousClock.now
      while true {
        usleep(UInt32(Self.step) * 1000)
        let now = ContinuousClock.now
        milliseconds.wrappingAdd(min((now - last) / .milliseconds(1), Self.longestStep), ordering: .relaxed)
        last = now
      }
    }
  }

  var elapsed: Duration { .milliseconds(milliseconds.load(ordering: .relaxed)) }
}

private func / (time: Duration, unit: Duration) -> Int { Int((time / unit as Double).rounded()) }
