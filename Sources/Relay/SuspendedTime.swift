internal import Glibc
internal import NIOCore

/// How long the host has been suspended since it was started: an event loop's clock stood still then (clock_gettime(2)).
func suspendedTime() -> TimeAmount { nanoseconds(CLOCK_BOOTTIME) - nanoseconds(CLOCK_MONOTONIC) }

private func nanoseconds(_ clock: clockid_t) -> TimeAmount {
  var time = timespec()
  unsafe clock_gettime(clock, &time)
  return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}
