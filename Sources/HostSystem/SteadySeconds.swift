internal import Glibc

/// Whole seconds since 1970 that never run backwards while the process lives, whatever is done to the system's clock.
package struct SteadySeconds: Sendable {
  private let offset: Int

  package init() { offset = Self.seconds(CLOCK_REALTIME) - Self.seconds(CLOCK_MONOTONIC) }

  package var now: UInt32 { UInt32(truncatingIfNeeded: offset + Self.seconds(CLOCK_MONOTONIC)) }

  private static func seconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return time.tv_sec
  }
}
