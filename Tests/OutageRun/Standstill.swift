/// How long a loop that should come round all the time did not: the machine had other things to do, or stood still. A value: times in.
struct Standstill: Sendable {
  private var last: ContinuousClock.Instant?
  /// The longest.
  private(set) var longest = Duration.zero
  /// The end of the last one in which a server may have given up a source that stood still with it.
  private(set) var lastLong: ContinuousClock.Instant?

  /// Half of the time that a server gives its sources for an answer.
  private static let long = Duration.milliseconds(2500)

  /// Notes that the loop has come round.
  mutating func note(_ now: ContinuousClock.Instant) {
    if let last, now - last > longest { longest = now - last }
    if let last, now - last > Self.long { lastLong = now }
    last = now
  }
}
