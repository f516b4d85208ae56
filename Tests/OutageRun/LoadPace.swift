/// When questions are due.
struct LoadPace: Sendable {
  /// Questions a second.
  private let rate: Int
  private var start = ContinuousClock.now
  private var count = 0

  init(_ rate: Int) { self.rate = rate }

  /// How many are due now. What was missed for longer than a tenth of a second, while the machine did something else, is left out, not
  /// made up for at once.
  mutating func due(at now: ContinuousClock.Instant) -> Int {
    let due = Int((now - start) / .seconds(1) * Double(rate)) - count
    guard due <= max(rate / 10, 1) else {
      (start, count) = (now, 0)
      return 1
    }
    count += due
    return due
  }
}
