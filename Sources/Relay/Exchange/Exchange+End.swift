internal import NIOCore

/// How an exchange ends.
extension Exchange {
  /// The time is over.
  mutating func giveUp(_ now: NIODeadline) {
    observeSilence { _ in true }
    closeAttempts { _ in true }
    if isAnswered { actions.append(.end) } else { conclude() }
  }

  /// No candidate is left.
  mutating func conclude() {
    isAnswered = true
    actions.append(.answer(.failure(CandidateOutcome.answer(outcomes))))
    actions.append(.end)
  }

  mutating func endIfNothingIsOpen() {
    if open.isEmpty { actions.append(.end) }
  }
}
