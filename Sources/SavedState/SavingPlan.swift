internal import Discovery

/// When the cache may be written next, and what there is to say about it. A value: outcomes and time in.
struct SavingPlan: Sendable {
  /// Before this nothing is written.
  private(set) var earliest = Duration.zero
  private var backoff = Backoff()
  private var problem: String?

  /// Between two writings: what changes faster would wear out a disk for a second's worth of news.
  static let pause = Duration.seconds(1)
  /// A large cache takes longer to write; so many times as long it is left alone afterwards.
  static let restFactor = 10

  /// What the log is told.
  enum News: Sendable, Equatable {
    /// Nothing can be saved, or for another reason than before.
    case fails(reason: String)
    /// It is saved again.
    case works
  }

  /// Notes that the cache was written.
  mutating func succeeded(from start: Duration, to end: Duration) -> News? {
    earliest = end + max(Self.pause, (end - start) * Self.restFactor)
    backoff.reset()
    defer { problem = nil }
    return problem == nil ? nil : .works
  }

  /// Notes that the cache could not be written; it is tried again after a pause of a length by `random`, of 0 to 1.
  mutating func failed(_ reason: String, at now: Duration, random: Double) -> News? {
    earliest = now + backoff.next(random)
    defer { problem = reason }
    return problem == reason ? nil : .fails(reason: reason)
  }
}
