import Glibc

/// What was answered, how fast, and what was wrong.
struct LoadTally: Sendable {
  private(set) var answers = 0
  private(set) var mistakes: [Mistake: Int] = [:]
  /// The first mistakes in words.
  private(set) var examples: [String] = []
  private(set) var firstStale: ContinuousClock.Instant?
  private(set) var lastStale: ContinuousClock.Instant?
  /// The first answer without instances.
  private(set) var firstEmpty: ContinuousClock.Instant?
  private(set) var latencies = Latencies()

  /// As many mistakes are told in words.
  private static let maximumExamples = 5

  /// Counts an answer.
  mutating func note(_ answer: ShownAnswer, after time: Duration, at moment: ContinuousClock.Instant) {
    answers += 1
    latencies.note(time)
    if answer.isStale { (firstStale, lastStale) = (firstStale ?? moment, moment) }
    if answer.addresses.isEmpty { firstEmpty = firstEmpty ?? moment }
  }

  /// Counts a mistake.
  mutating func note(_ mistake: Mistake, _ words: @autoclosure () -> String) {
    mistakes[mistake, default: 0] += 1
    if examples.count < Self.maximumExamples { examples.append("\(mistake): \(words())") }
  }
}

/// How long many things took: counted by steps of a sixteenth of an octave, so that no number of them costs more memory.
struct Latencies: Sendable {
  private var counts = [Int](repeating: 0, count: 512)
  private var total = 0
  private(set) var longest = Duration.zero

  /// Steps of each doubling: a figure is right within 4 per cent.
  private static let steps = 16.0

  mutating func note(_ time: Duration) {
    let microseconds = max(time / .microseconds(1), 1)
    counts[min(Int(log2(microseconds) * Self.steps), counts.count - 1)] += 1
    total += 1
    longest = max(longest, time)
  }

  /// What a part of all, such as 0.99, took at most, in microseconds; 0 where there is nothing.
  func quantile(_ part: Double) -> Int {
    var rest = Int((Double(total) * part).rounded(.up))
    for (step, count) in counts.enumerated() {
      rest -= count
      if rest <= 0, total > 0 { return Int(exp2(Double(step + 1) / Self.steps).rounded()) }
    }
    return 0
  }
}
