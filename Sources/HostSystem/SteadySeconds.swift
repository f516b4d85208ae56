internal import Glibc

/// Whole seconds since 1970 that never run backwards while the process lives, whatever is done to the system's clock.
package struct SteadySeconds: Sendable {
  /// Nanoseconds from the monotonic clock to the system's.
  private let offset: Int

  package init() { offset = Self.nanoseconds(CLOCK_REALTIME) - Self.nanoseconds(CLOCK_MONOTONIC) }

  package var now: UInt32 {
    UInt32(truncatingIfNeeded: (offset + Self.nanoseconds(CLOCK_MONOTONIC)) / 1_000_000_000)
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
