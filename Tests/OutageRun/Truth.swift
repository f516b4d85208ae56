/// What answers have to be: all services, and whether their source is in trouble.
struct Truth: Sendable {
  var services: [ServiceHistory]
  /// How long the server may take to follow its live source.
  let bound: Duration
  /// When the trouble began.
  var began: ContinuousClock.Instant?
  /// When the source was there again.
  var returned: ContinuousClock.Instant?

  /// When the machine last stood still for long: a server on it may rightly have taken its source for lost.
  var stoodStill: ContinuousClock.Instant?

  /// Stale answers may be kept for so many seconds at most (RFC 8767 section 4 leaves it to us).
  static let longestStaleTTL = 2

  /// Holds an answer about a service against all this; absent where it is right.
  mutating func mistake(
    in answer: ShownAnswer, of service: Int, sent: ContinuousClock.Instant, received: ContinuousClock.Instant
  ) -> Mistake? {
    switch answer.code {
    case 0: break
    case 3: return .nameError
    default: return .failure
    }
    let mistake = services[service].mistake(
      in: answer, sent: sent, received: received, stoodStill: stoodStill, bound: bound)
    return mistake ?? (isRightlyStale(answer, sent: sent, received: received) ? nil : .wronglyStale)
  }

  private func isRightlyStale(
    _ answer: ShownAnswer, sent: ContinuousClock.Instant, received: ContinuousClock.Instant
  ) -> Bool {
    guard answer.isStale else { return true }
    guard answer.longestTTL ?? 0 <= Self.longestStaleTTL else { return false }
    if let stoodStill, sent <= stoodStill + bound { return true }
    let isOver = returned.map { sent > $0 + bound } ?? false
    return (began.map { received >= $0 } ?? false) && !isOver
  }

  /// Whether every service was last answered as its source has it now.
  var isSettled: Bool { services.allSatisfy { $0.isSettled && $0.newest.confirmed != nil } }
}
