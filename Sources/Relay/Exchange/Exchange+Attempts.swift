internal import NIOCore

/// Which candidate is asked when.
extension Exchange {
  /// Asks a candidate.
  ///
  /// - Parameters:
  ///   - candidate: which.
  ///   - transport: how; absent for the candidate's own way.
  ///   - now: the time.
  mutating func ask(_ candidate: Int, _ transport: AttemptTransport?, _ now: NIODeadline) {
    let transport = transport ?? (candidates[candidate].isStreamOnly ? .stream : .datagram)
    closeOldest(of: candidate)
    let attempt = Attempt(
      number: attemptCount, candidate: candidate, transport: transport, hasEDNS: !refusesEDNS[candidate], start: now)
    nextAttempt = now + patience(candidate, transport) * (1 << min(askedCounts[candidate], 5))
    attemptCount += 1
    askedCounts[candidate] += 1
    open.append(attempt)
    actions.append(.open(attempt))
  }

  /// Asks one more although others have not answered yet: they may still.
  mutating func askAnother(_ now: NIODeadline) {
    nextAttempt = nil
    let waiting = open.filter { $0.transport == .stream }.map(\.candidate)
    if let candidate = takeTurn(besides: waiting) { ask(candidate, nil, now) }
  }

  /// Asks the next one that is not asked yet; ends where there is none and nothing is open.
  mutating func moveOn(_ now: NIODeadline) {
    if let candidate = takeTurn(besides: open.map(\.candidate)) { return ask(candidate, nil, now) }
    if open.isEmpty { conclude() }
  }

  /// Asks a candidate anew in another way, instead of all its attempts so far.
  mutating func askInstead(_ candidate: Int, _ transport: AttemptTransport?, _ now: NIODeadline) {
    closeAttempts { $0.candidate == candidate }
    ask(candidate, transport, now)
  }

  /// Asks a candidate no more, and goes on with others.
  mutating func leave(_ candidate: Int, _ outcome: CandidateOutcome, _ now: NIODeadline) {
    outcomes[candidate] = outcome
    closeAttempts { $0.candidate == candidate }
    if isAnswered { endIfNothingIsOpen() } else { moveOn(now) }
  }

  mutating func closeAttempts(where isClosed: (Attempt) -> Bool) {
    for attempt in open where isClosed(attempt) {
      actions.append(.close(attempt: attempt.number, candidate: attempt.candidate))
    }
    open.removeAll(where: isClosed)
  }

  /// Closes a candidate's attempts before its last one: that, and one more, may still be answered.
  private mutating func closeOldest(of candidate: Int) {
    let numbers = open.filter { $0.candidate == candidate }.map(\.number)
    let kept = numbers.suffix(ExchangeLimits.maximumOpenOfCandidate - 1)
    closeAttempts { $0.candidate == candidate && !kept.contains($0.number) }
  }

  /// Whether its candidate is asked by another attempt too.
  func isAskedBeside(_ attempt: Attempt) -> Bool {
    open.contains { $0.candidate == attempt.candidate && $0.number != attempt.number }
  }

  /// How long an attempt to a candidate is awaited before another is made.
  func patience(_ candidate: Int, _ transport: AttemptTransport) -> TimeAmount {
    let own = candidates[candidate].patience
    return transport == .stream ? max(own, ExchangeLimits.minimumStreamPatience) : own
  }

  /// The candidate to be asked next, in turn; absent where there is none, or enough was asked.
  private mutating func takeTurn(besides others: [Int]) -> Int? {
    guard attemptCount < ExchangeLimits.maximumAttempts else { return nil }
    let inTurn = candidates.indices.map { (turn + $0) % candidates.count }
    guard let next = inTurn.first(where: { outcomes[$0] == nil && !others.contains($0) }) else { return nil }
    turn = next + 1
    return next
  }
}
