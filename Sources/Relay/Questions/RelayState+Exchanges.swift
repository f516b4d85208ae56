internal import DNSWire
internal import NIOCore

/// What happens to exchanges, and what they want done.
extension RelayState {
  /// A message came for an attempt.
  mutating func receive(_ message: [UInt8], for key: AttemptKey, at now: NIODeadline) {
    guard let open = questions[key.question],
      let attempt = open.exchange.open.first(where: { $0.number == key.attempt })
    else { return }
    let verdict = UpstreamReply.read(
      message, answering: open.question, id: open.ids[key.attempt], sentEDNS: attempt.hasEDNS, trustsAD: isADTrusted)
    feed(.reply(verdict, attempt: key.attempt), to: key.question, at: now)
  }

  /// An attempt came to nothing.
  mutating func fail(_ key: AttemptKey, _ failure: AttemptFailure, at now: NIODeadline) {
    feed(.failed(failure, attempt: key.attempt), to: key.question, at: now)
  }

  /// Wakes whose time has come.
  mutating func passTime(at now: NIODeadline) {
    for number in wheel.takeDue(at: now) {
      questions[number]?.wakesAt = nil
      feed(.time, to: number, at: now)
    }
  }

  /// When ``passTime(at:)`` is wanted next; absent where nothing waits, and once all is closed.
  var nextWaking: NIODeadline? { isClosed ? nil : wheel.next }

  mutating func feed(_ event: ExchangeEvent, to number: Int, at now: NIODeadline) {
    guard let wanted = questions[number]?.exchange.receive(event, at: now) else { return }
    var refused: [Int] = []
    for action in wanted {
      if case .open(let attempt) = action {
        if !open(attempt, of: number) { refused.append(attempt.number) }
      } else {
        perform(action, of: number, at: now)
      }
    }
    for attempt in refused { feed(.noRoom(attempt: attempt), to: number, at: now) }
    scheduleWaking(of: number, at: now)
    updateCounters()
  }

  /// Sends an attempt; false where there is no room for it.
  private mutating func open(_ attempt: Attempt, of number: Int) -> Bool {
    guard let open = questions[number] else { return false }
    let upstream = open.upstreams[attempt.candidate]
    let id = makeID()
    questions[number]?.ids.append(id)
    guard room.take(upstream, isRepeated: open.exchange.isAskedBeside(attempt)) else { return false }
    let message = UpstreamQuery.message(
      open.question, id: id, withEDNS: attempt.hasEDNS, wantsAuthenticData: isADTrusted)
    counters.add(attempt.transport == .datagram ? .sentOverUDP : .sentOverTCP)
    emit(.open(AttemptKey(question: number, attempt: attempt.number), upstream, attempt.transport, message))
    return true
  }

  private mutating func perform(_ action: ExchangeAction, of number: Int, at now: NIODeadline) {
    switch action {
    case .open: break
    case .close(let attempt, let candidate):
      if let open = questions[number] { room.release(open.upstreams[candidate]) }
      emit(.close(AttemptKey(question: number, attempt: attempt)))
    case .observe(let observation, let candidate): observe(observation, candidate, of: number, at: now)
    case .offerStale: answerStale(number, at: now)
    case .answer(let result): answer(number, result, at: now)
    case .end: questions[number] = nil
    }
  }

  private mutating func observe(
    _ observation: UpstreamObservation, _ candidate: Int, of number: Int, at now: NIODeadline
  ) {
    guard let upstream = questions[number]?.upstreams[candidate] else { return }
    if case .silent = observation { counters.add(.timeouts) }
    guard rules.all.contains(upstream) else { return }
    guard let change = health[upstream, default: UpstreamHealth()].observe(observation, at: now) else { return }
    emit(.log(upstream, change))
  }

  /// Has an exchange woken when it wants it, unless it is woken earlier anyway.
  private mutating func scheduleWaking(of number: Int, at now: NIODeadline) {
    guard let open = questions[number] else { return }
    let time = open.exchange.wakesAt
    if let wakesAt = open.wakesAt, wakesAt <= time { return }
    questions[number]?.wakesAt = time
    wheel.add(number, at: time, now: now)
  }
}
