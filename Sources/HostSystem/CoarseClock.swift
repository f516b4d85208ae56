internal import Glibc

/// A clock for what need not be known to the millisecond: reading it costs a few nanoseconds.
package enum CoarseClock {
  /// Nanoseconds since the system started, a few milliseconds old at most; they never run backwards.
  package static var now: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
