import HostSystem

/// A clock that moves when a test says so.
package final class ManualClock: Clock, Sendable {
  /// A moment, from zero on.
  package struct Instant: InstantProtocol {
    package var offset: Duration
    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    package func duration(to other: Instant) -> Duration { other.offset - offset }
    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct State {
    var now = Instant(offset: .zero)
    var nextSleeper = 0
    var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
  }

  private let state = Guarded(State())

  /// A clock that stands at zero.
  package init() {}

  /// The time that was told last.
  package var now: Instant { state.withLock { $0.now } }
  package var minimumResolution: Duration { .nanoseconds(1) }

  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let number = state.withLock { state in
      state.nextSleeper += 1
      return state.nextSleeper
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver = state.withLock { state in
          if deadline > state.now && !Task.isCancelled { state.sleepers[number] = (deadline, continuation) }
          return state.sleepers[number] == nil
        }
        if isOver { Task.isCancelled ? continuation.resume(throwing: CancellationError()) : continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Waits until somebody sleeps until `time`, or the test is over.
  package func hasSleeper(until time: Duration) async {
    try? await wait { state.withLock { $0.sleepers.values.contains { $0.deadline.offset == time } } }
  }

  /// Moves the time on and wakes whose time has come.
  package func advance(to time: Duration) {
    let due = state.withLock { state in
      state.now.offset = time
      let due = state.sleepers.filter { $0.value.deadline <= state.now }
      for number in due.keys { state.sleepers[number] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }
}
