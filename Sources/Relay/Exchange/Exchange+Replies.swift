internal import DNSWire
internal import NIOCore

/// What follows from a message of an upstream.
extension Exchange {
  /// Judges a message that came for an attempt; one that is not open any more is not heard.
  mutating func judge(_ verdict: UpstreamReply.Verdict, _ number: Int, _ now: NIODeadline) {
    guard let index = open.firstIndex(where: { $0.number == number }) else { return }
    let attempt = open[index]
    switch verdict {
    case .notOurs: doubt(index, now)
    case .answer(let answer, let lifetime): accept(answer, lifetime, attempt, now)
    case .truncated where attempt.transport == .datagram:
      observeAnswer(attempt, now)
      askInstead(attempt.candidate, .stream, now)
    case .refusesEDNS where attempt.hasEDNS: askWithoutEDNS(attempt, now)
    case .failure(let code):
      observeAnswer(attempt, now)
      leave(attempt.candidate, .code(code), now)
    case .malformed, .truncated, .refusesEDNS: leave(attempt.candidate, .malformed, now)
    }
  }

  /// Somebody else may have sent it: the wait goes on. A connection brings nothing from anybody else.
  private mutating func doubt(_ index: Int, _ now: NIODeadline) {
    guard open[index].transport == .datagram else { return leave(open[index].candidate, .malformed, now) }
    open[index].wrongReplies += 1
    guard open[index].wrongReplies >= ExchangeLimits.maximumWrongReplies else { return }
    askInstead(open[index].candidate, .stream, now)
  }

  private mutating func askWithoutEDNS(_ attempt: Attempt, _ now: NIODeadline) {
    refusesEDNS[attempt.candidate] = true
    askInstead(attempt.candidate, attempt.transport, now)
  }

  /// Only an answer without EDNS shows that it was EDNS that was refused. Until then that answer is for those alone who wait: it may
  /// lack what DO asks for.
  private mutating func accept(
    _ answer: RelayedAnswer, _ lifetime: Lifetime?, _ attempt: Attempt, _ now: NIODeadline
  ) {
    observeAnswer(attempt, now)
    let isFoundPlain = !attempt.hasEDNS && !candidates[attempt.candidate].refusesEDNS
    if isFoundPlain { actions.append(.observe(.refusesEDNS, candidate: attempt.candidate)) }
    if !isAnswered {
      observeOvertaken(by: attempt, now)
      isAnswered = true
      actions.append(.answer(.answer(answer, lifetime: isFoundPlain ? nil : lifetime)))
    }
    let candidates = candidates
    closeAttempts { $0.candidate == attempt.candidate || !candidates[$0.candidate].isProbe }
    endIfNothingIsOpen()
  }

  /// A round trip over a connection says nothing of the network: it may have been made first.
  private mutating func observeAnswer(_ attempt: Attempt, _ now: NIODeadline) {
    let time = attempt.transport == .datagram ? now - attempt.start : nil
    actions.append(.observe(.answered(roundTrip: time), candidate: attempt.candidate))
  }

  /// Those that had their time, and were not as fast as one asked after them. A probe has more time.
  private mutating func observeOvertaken(by winner: Attempt, _ now: NIODeadline) {
    let exchange = self
    observeSilence { attempt in
      attempt.candidate != winner.candidate && !exchange.candidates[attempt.candidate].isProbe
        && attempt.start + exchange.patience(attempt.candidate, attempt.transport) <= now
    }
  }

  /// Notes that candidates have not answered, each once however often it was asked.
  mutating func observeSilence(of isSilent: (Attempt) -> Bool) {
    var noted: Set<Int> = []
    for attempt in open where isSilent(attempt) && noted.insert(attempt.candidate).inserted {
      actions.append(.observe(.silent(since: attempt.start), candidate: attempt.candidate))
    }
  }
}
