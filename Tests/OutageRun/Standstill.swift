/// How long a loop that should come round all the time did not: the machine had other things to do, or stood still. A value: times in.
struct Standstill: Sendable {
  private var last: ContinuousClock.Instant?
  /// The longest.
  private(set) var longest = Duration.zero

  /// Notes that the loop has come round.
  mutating func note(_ now: ContinuousClock.Instant) {
    if let last { longest = max(longest, now - last) }
    last = now
  }
}
