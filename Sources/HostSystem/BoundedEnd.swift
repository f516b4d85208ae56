/// Runs `body` until it ends, which it does soon once this task is cancelled; else it is left behind, such as one that waits for a disk
/// that does not answer any more.
///
/// - Parameters:
///   - limit: how long it has after the cancellation.
///   - clock: the time.
///   - body: runs in a task of its own.
/// - Returns: whether it has ended.
package func running<EndClock: Clock>(
  endingWithin limit: Duration, clock: EndClock = ContinuousClock(), _ body: @escaping @Sendable () async -> Void
) async -> Bool where EndClock.Duration == Duration {
  let end = BoundedEnd()
  let running = Task {
    await body()
    end.note(true)
  }
  let hasEnded = await withTaskCancellationHandler {
    await end.wait()
  } onCancel: {
    running.cancel()
    end.keep(
      Task {
        if (try? await clock.sleep(for: limit)) != nil { end.note(false) }
      })
  }
  end.cancelTimer()
  return hasEnded
}

/// How something ends: by itself, or for want of time; what comes first counts.
private final class BoundedEnd: Sendable {
  private struct State {
    var outcome: Bool?
    var waiter: CheckedContinuation<Bool, Never>?
    var timer: Task<Void, Never>?
  }

  private let state = Guarded(State())

  func note(_ outcome: Bool) {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard state.outcome == nil else { return nil }
      state.outcome = outcome
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: outcome)
  }

  func wait() async -> Bool {
    await withCheckedContinuation { continuation in
      let outcome = state.withLock { state in
        if state.outcome == nil { state.waiter = continuation }
        return state.outcome
      }
      if let outcome { continuation.resume(returning: outcome) }
    }
  }

  func keep(_ timer: Task<Void, Never>) { state.withLock { $0.timer = timer } }

  func cancelTimer() { state.withLock { $0.timer?.cancel() } }
}
