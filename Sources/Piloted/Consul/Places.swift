internal import HostSystem

/// A number of places, for those who come first.
final class Places: Sendable {
  private let free: Guarded<Int>

  /// As many places.
  init(_ count: Int) { free = Guarded(count) }

  /// Takes a place, if there is one.
  func take() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  /// Gives a place back.
  func giveBack() { free.withLock { $0 += 1 } }
}
