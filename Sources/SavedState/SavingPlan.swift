internal import Discovery

/// How soon a file is written again.
package struct SavingPace: Sendable {
  /// Between two writings.
  let pause: Duration
  /// So many times as long as a writing took the file is left alone afterwards, where that is longer: a large one takes longer.
  let restFactor: Int

  /// For much that can be learned again: what changes faster would wear out a disk for a second's worth of news.
  package static let calm = SavingPace(pause: .seconds(1), restFactor: 10)
  /// For what nobody else knows, such as who came first: half of the time at most, and what lies closer together than 10 ms at once.
  package static let prompt = SavingPace(pause: .milliseconds(10), restFactor: 1)
}

/// When a file may be written next, and what there is to say about it. A value: outcomes and time in.
struct SavingPlan: Sendable {
  /// Before this nothing is written.
  private(set) var earliest = Duration.zero
  private var backoff = Backoff()
  private var problem: String?

  private let pace: SavingPace

  init(_ pace: SavingPace) { self.pace = pace }

  /// What the log is told.
  enum News: Sendable, Equatable {
    /// Nothing can be saved, or for another reason than before.
    case fails(reason: String)
    /// It is saved again.
    case works
  }

  /// Notes that the file was written.
  mutating func succeeded(from start: Duration, to end: Duration) -> News? {
    earliest = end + max(pace.pause, (end - start) * pace.restFactor)
    backoff.reset()
    defer { problem = nil }
    return problem == nil ? nil : .works
  }

  /// Notes that the file could not be written; it is tried again after a pause of a length by `random`, of 0 to 1.
  mutating func failed(_ reason: String, at now: Duration, random: Double) -> News? {
    earliest = now + backoff.next(random)
    defer { problem = reason }
    return problem == reason ? nil : .fails(reason: reason)
  }
}
