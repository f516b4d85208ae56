internal import Dispatch
internal import HostSystem

/// What is under way and is to be finished before the server ends: relayed questions, TCP connections. Counted by event loops.
final class InHand: Sendable {
  private let state = Guarded<(count: Int, told: DispatchSemaphore?)>((0, nil))

  /// Notes that something has begun.
  func begin() { state.withLock { $0.count += 1 } }

  /// Notes that it is over.
  func end() {
    state.withLock { state in
      state.count -= 1
      if state.count == 0 { state.told?.signal() }
    }
  }

  /// Waits until all is over, so many milliseconds at most; whether it is.
  func waitUntilDone(milliseconds: Int) async -> Bool {
    let told = DispatchSemaphore(value: 0)
    let isDone = state.withLock { state in
      state.told = told
      return state.count == 0
    }
    guard !isDone else { return true }
    return await onThread { told.wait(timeout: .now() + .milliseconds(milliseconds)) == .success }
  }
}
