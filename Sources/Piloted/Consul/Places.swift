internal import HostSystem

/// The connections that may be kept for answers that are held: for those who come first. An agent that turns connections down gets
/// fewer of them, and more again in the course of time.
final class Places: Sendable {
  private struct State {
    var capacity: Int
    var taken = 0
    /// When the capacity has last changed.
    var change = ContinuousClock.now
  }

  private let state: Guarded<State>
  private let maximum: Int

  /// As many places.
  init(_ count: Int) {
    state = Guarded(State(capacity: count))
    maximum = count
  }

  /// Whether there is a place for someone who has one or wants one; who has one too many loses it.
  ///
  /// - Parameters:
  ///   - hasPlace: whether it is someone who has one.
  ///   - patience: after this time without a connection turned down there is one more.
  /// - Returns: whether that one has a place now.
  func settle(hasPlace: Bool, patience: Duration) -> Bool {
    state.withLock { state in
      if !hasPlace { state.taken += 1 }
      if state.taken > state.capacity, state.capacity < maximum, .now - state.change > patience {
        (state.capacity, state.change) = (state.capacity + 1, .now)
      }
      guard state.taken > state.capacity else { return true }
      state.taken -= 1
      return false
    }
  }

  /// Gives a place back.
  func giveBack() { state.withLock { $0.taken -= 1 } }

  /// The agent has turned a connection down: half of the places are given up.
  func shrink() {
    state.withLock { state in
      (state.capacity, state.change) = (min(state.capacity, state.taken / 2), .now)
    }
  }
}
