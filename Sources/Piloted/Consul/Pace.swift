/// How fast an agent is asked: an index that moves without end must not become a busy loop.
struct Pace: Sendable {
  private let refill: Duration
  private var questions = burst
  private var last = Duration.zero

  /// Questions at once.
  private static let burst = 2.0

  /// A pace at which one more question may be asked each time that `refill` has passed.
  init(refill: Duration) { self.refill = refill }

  /// How long the next question has to wait; none that may be asked now, which is counted.
  mutating func pause(at now: Duration) -> Duration {
    questions = min(Self.burst, questions + (now - last) / refill)
    last = now
    // A pause may end a little early; what is left of a question then would be waited for again and again.
    guard questions < 0.999 else {
      questions -= 1
      return .zero
    }
    return refill * (1 - questions)
  }
}
