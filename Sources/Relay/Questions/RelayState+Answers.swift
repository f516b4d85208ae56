internal import DNSWire
internal import NIOCore

/// Answers to who waits, and what is kept of them.
extension RelayState {
  /// An answer whose time is over, or one of the last moment.
  mutating func staleAnswer(to question: RelayQuestion, at now: NIODeadline) -> RelayedAnswer? {
    cache.staleAnswer(to: question, at: cacheTime(now))?.answer
  }

  /// What is said at once where nobody is asked: a stale answer where there is one.
  mutating func unasked(
    _ question: RelayQuestion, _ error: RelayError, _ count: RelayCounters.Count, at now: NIODeadline
  ) -> RelayedAnswer {
    let stale = staleAnswer(to: question, at: now)
    counters.add(stale == nil ? count : .stale)
    return stale ?? .failure(error)
  }

  /// Gives who waits a stale answer, where there is one; the exchange goes on, to have a fresh one for the next who ask.
  mutating func answerStale(_ number: Int, at now: NIODeadline) {
    guard let open = questions[number], let answer = staleAnswer(to: open.question, at: now) else { return }
    counters.add(.stale, open.waiters.count)
    tellWaiters(of: number, answer)
  }

  /// Gives who waits the answer, and keeps it, unless other upstreams are to be asked since.
  mutating func answer(_ number: Int, _ result: ExchangeResult, at now: NIODeadline) {
    guard let open = questions[number] else { return }
    if inFlight[open.question] == number { inFlight[open.question] = nil }
    if open.generation == generation { keep(result, for: open.question, at: now) }
    switch result {
    case .answer(let answer, _): tellWaiters(of: number, answer)
    case .failure(let answer): fail(number, open, answer, at: now)
    }
  }

  private mutating func keep(_ result: ExchangeResult, for question: RelayQuestion, at now: NIODeadline) {
    switch result {
    case .answer(let answer, let lifetime):
      cache.store(answer, lifetime: lifetime, for: question, at: cacheTime(now))
    case .failure(let answer):
      // For want of room nobody was asked: that may be over at once.
      if answer.error != .noRoom { cache.storeFailure(answer, for: question, at: cacheTime(now)) }
    }
  }

  /// Tells who waits that no upstream has answered, or what one said before.
  private mutating func fail(
    _ number: Int, _ open: OpenQuestion<Waiter>, _ failure: RelayedAnswer, at now: NIODeadline
  ) {
    guard !open.waiters.isEmpty else { return }
    let stale = staleAnswer(to: open.question, at: now)
    let count: RelayCounters.Count = failure.error == .noRoom ? .noRoom : .failed
    counters.add(stale == nil ? count : .stale, open.waiters.count)
    tellWaiters(of: number, stale ?? failure)
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

  /// Shows what is open and kept now.
  func updateCounters() {
    counters.set(.openQuestions, bounds.total)
    counters.set(.openAttempts, room.total)
    counters.set(.cacheEntries, cache.entries)
    counters.set(.cacheOctets, cache.octets)
    counters.set(.cacheEvicted, cache.evicted)
  }
}
