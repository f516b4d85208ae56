import Glibc
import HostSystem
import Synchronization

/// Notices when this process stood still, on a thread of its own: what it should have sent meanwhile, it has not.
final class StandstillWatch: Sendable {
  private let milliseconds = Atomic(0)

  /// How often it looks, in microseconds.
  private static let pause: UInt32 = 100_000

  /// Begins at once.
  init() {
    startThread { [weak self] in
      var last = ContinuousClock.now
      while let self {
        usleep(Self.pause)
        let now = ContinuousClock.now
        self.note(Int((now - last) / .milliseconds(1)))
        last = now
      }
    }
  }

  /// The longest so far, in milliseconds.
  var longest: Int { milliseconds.load(ordering: .relaxed) }

  private func note(_ length: Int) { milliseconds.max(length, ordering: .relaxed) }
}
