internal import DNSWire
internal import NIOCore

/// One question to a group of upstreams, from the first asking to the last answer: what happens goes in, what has to be done
/// comes out. Knows no sockets and no clock.
struct Exchange {
  let start: NIODeadline
  let candidates: [Candidate]
  /// Attempts that may still be answered.
  var open: [Attempt] = []
  /// Whether the answer is out; a probe may be open still.
  var isAnswered = false
  /// Why candidates are not asked again; absent for those that may be.
  var outcomes: [CandidateOutcome?]
  /// Candidates that refuse EDNS.
  var refusesEDNS: [Bool]
  /// How often each candidate was asked.
  var askedCounts: [Int]
  var attemptCount = 0
  /// The candidate whose turn it is.
  var turn = 0
  /// When another attempt is made although others are open.
  var nextAttempt: NIODeadline?
  var isStaleOffered = false
  /// What is to be done, until ``receive(_:at:)`` returns it.
  var actions: [ExchangeAction] = []

  /// An exchange with candidates in the order in which they are asked.
  init(_ candidates: [Candidate], start: NIODeadline) {
    (self.candidates, self.start) = (candidates, start)
    outcomes = Array(repeating: nil, count: candidates.count)
    refusesEDNS = candidates.map(\.refusesEDNS)
    askedCounts = Array(repeating: 0, count: candidates.count)
  }

  var deadline: NIODeadline { start + ExchangeLimits.total }

  /// When ``ExchangeEvent/time`` is wanted next.
  var wakesAt: NIODeadline {
    if isAnswered { return deadline }
    let next = min(nextAttempt ?? deadline, deadline)
    return isStaleOffered ? next : min(next, start + ExchangeLimits.staleAfter)
  }

  /// Takes notice of an event and says what follows.
  mutating func receive(_ event: ExchangeEvent, at now: NIODeadline) -> [ExchangeAction] {
    switch event {
    case .started: begin(now)
    case .reply(let verdict, let number): judge(verdict, number, now)
    case .failed(let failure, let number): fail(number, failure, now)
    case .noRoom(let number): giveWay(number, now)
    case .time: passTime(now)
    }
    defer { actions = [] }
    return actions
  }

  private mutating func begin(_ now: NIODeadline) {
    for candidate in candidates.indices where candidates[candidate].isProbe { ask(candidate, nil, now) }
    moveOn(now)
  }

  private mutating func fail(_ number: Int, _ failure: AttemptFailure, _ now: NIODeadline) {
    guard let attempt = open.first(where: { $0.number == number }) else { return }
    switch failure {
    case .refused(let reason):
      actions.append(.observe(.failed(reason), candidate: attempt.candidate))
      leave(attempt.candidate, .network, now)
    case .silent:
      actions.append(.observe(.silent(since: attempt.start), candidate: attempt.candidate))
      leave(attempt.candidate, .silent, now)
    case .lostWithOthers: leave(attempt.candidate, .network, now)
    case .noRoom: withdraw(attempt, now)
    }
  }

  /// Closes an attempt that found no room on this host.
  private mutating func withdraw(_ attempt: Attempt, _ now: NIODeadline) {
    actions.append(.close(attempt: attempt.number, candidate: attempt.candidate))
    giveWay(attempt.number, now)
  }

  /// An upstream that is too busy is passed over, unless an earlier attempt may still be answered.
  private mutating func giveWay(_ number: Int, _ now: NIODeadline) {
    guard let index = open.firstIndex(where: { $0.number == number }) else { return }
    let candidate = open.remove(at: index).candidate
    if !open.contains(where: { $0.candidate == candidate }) { leave(candidate, .noRoom, now) }
  }

  private mutating func passTime(_ now: NIODeadline) {
    if now >= deadline { return giveUp(now) }
    guard !isAnswered else { return }
    if !isStaleOffered, now >= start + ExchangeLimits.staleAfter {
      isStaleOffered = true
      actions.append(.offerStale)
    }
    if let nextAttempt, now >= nextAttempt { askAnother(now) }
  }
}
