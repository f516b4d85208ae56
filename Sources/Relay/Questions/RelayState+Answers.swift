internal import DNSWire
internal import NIOCore

/// Answers to who waits, and what is kept of them.
extension RelayState {
  /// An answer whose time is over.
  mutating func staleAnswer(to question: RelayQuestion, at now: NIODeadline) -> RelayedAnswer? {
    guard let cached = cache.staleAnswer(to: question, at: now) else { return nil }
    counters.add(.stale)
    return cached.answer
  }

  /// Gives who waits a stale answer, where there is one; the exchange goes on, to have a fresh one for the next who ask.
  mutating func answerStale(_ number: Int, at now: NIODeadline) {
    guard let question = questions[number]?.question, let answer = staleAnswer(to: question, at: now) else { return }
    tellWaiters(of: number, answer)
  }

  /// Gives who waits the answer.
  mutating func answer(_ number: Int, _ result: ExchangeResult, at now: NIODeadline) {
    guard let question = questions[number]?.question else { return }
    inFlight[question] = nil
    switch result {
    case .answer(let answer, let lifetime):
      cache.store(answer, lifetime: lifetime, for: question, at: now)
      tellWaiters(of: number, answer)
    case .failure(let answer, let isRefusedRoom):
      counters.add(.failed)
      if !isRefusedRoom { cache.storeFailure(answer, for: question, at: now) }
      tellWaiters(of: number, staleAnswer(to: question, at: now) ?? answer)
    }
  }

  private mutating func tellWaiters(of number: Int, _ answer: RelayedAnswer) {
    guard let open = questions[number] else { return }
    questions[number]?.waiters = []
    for (client, waiter) in open.waiters {
      bounds.release(client, open.group)
      emit(.answer(waiter, answer))
    }
  }

  /// Answers all that is open, and asks nobody any more.
  mutating func close() {
    isClosed = true
    for (number, open) in questions {
      tellWaiters(of: number, .failure(.unreachable))
      for attempt in open.exchange.open {
        room.release(open.upstreams[attempt.candidate])
        emit(.close(AttemptKey(question: number, attempt: attempt.number)))
      }
    }
    (questions, inFlight) = ([:], [:])
    updateCounters()
  }

  func updateCounters() {
    counters.set(.openQuestions, bounds.total)
    counters.set(.openAttempts, room.total)
    counters.set(.cacheEntries, cache.entries)
    counters.set(.cacheOctets, cache.octets)
  }
}
