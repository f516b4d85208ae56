/// The refreshes of a watch, by number: an answer counts for those alone that were wanted before its question.
struct RefreshCount: Sendable {
  /// As many have been wanted.
  private var wanted = 0
  /// As many of them have the questions from now on come behind.
  private var begun = 0

  /// Whether one is wanted that no question comes behind yet.
  var isDue: Bool { wanted > begun }

  /// One more is wanted; its number.
  mutating func want() -> Int {
    wanted += 1
    return wanted
  }

  /// What is asked from now on comes behind all that are wanted; the number of the newest.
  mutating func begin() -> Int {
    begun = wanted
    return begun
  }
}
