internal import Discovery

/// The watch of a list at a Consul agent, by blocking queries: answers in, questions and reports out. Go: `watch.Plan`.
package struct BlockingConversation<Query: ConsulQuery>: Sendable {
  private let query: Query
  private let times: HealthTimes
  private let random: @Sendable () -> Double
  /// Whether a connection may be kept for answers that are held; else the agent is asked again and again.
  package var mayHold = true
  private var mode = ConsulQueryMode()
  private var lastIndex: UInt64?
  private var reported: Query.List?
  private var loss: Loss?
  /// Whether an empty list has to be said twice: the agent may have started just now and know nothing yet.
  private var isSuspicious = false
  private var isConfirming = false
  /// Whether the answer that is awaited says for the second time what it says.
  private var isSecond = false
  /// Until when the agent has no connection to spare for answers that are held.
  private var sparingEnd = Duration.zero
  private var backoff = Backoff()
  private var pace: Pace
  private var oddities: Set<String> = []

  /// What cannot be had: any answer, or one about this list.
  private enum Loss { case agent, list }

  /// What happens to the watch.
  package enum Event: Sendable {
    case started
    case answered(ConsulAnswer)
    /// There is no answer.
    case failed(reason: String)
    /// A pause is over.
    case waited
    /// Somebody wants to know how things are now.
    case refreshed
  }

  /// What the watch tells.
  package enum Report: Sendable, Equatable {
    /// The list as it is now.
    case current(Query.List)
    /// The agent gives no answer.
    case lost(reason: String)
    /// The agent answers, but not with this list.
    case failed(reason: String)
    /// Something odd that the agent said, once each.
    case oddity(String)
  }

  /// What is to be done next.
  package enum Next: Sendable, Equatable {
    case ask(ConsulRequest)
    case wait(Duration)
  }

  /// As many kinds of oddities are told of.
  private static var maximumOddities: Int { 100 }

  /// A watch of what `query` picks; `random` gives numbers of 0 to 1.
  package init(
    _ query: Query, times: HealthTimes = HealthTimes(),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.query, self.times, self.random, pace) = (query, times, random, Pace(refill: times.pace))
  }

  /// Takes an event in; says what to tell and what to do next.
  package mutating func receive(_ event: Event, at now: Duration) -> (reports: [Report], next: Next) {
    switch event {
    case .started, .waited:
      if isConfirming { (isConfirming, isSuspicious, isSecond) = (false, false, true) }
      return ([], ask(at: now))
    case .refreshed:
      (mode.index, isConfirming) = (nil, false)
      return ([], ask(at: now))
    case .failed(let reason): return fail(.agent, .lost(reason: reason))
    case .answered(let answer) where answer.status == 200: return listed(answer, at: now)
    case .answered(let answer):
      // Too many connections, or too many questions: none is held for a while.
      if answer.status == 429 { sparingEnd = now + times.sparing }
      return fail(.list, .failed(reason: answer.complaint))
    }
  }

  private mutating func ask(at now: Duration) -> Next {
    let pause = pace.pause(at: now)
    guard pause == .zero else { return .wait(pause) }
    return .ask(ConsulRequest(path: query.path(mode, hold: times.hold), timeLimit: times.limit(mode)))
  }

  private mutating func listed(_ answer: ConsulAnswer, at now: Duration) -> (reports: [Report], next: Next) {
    guard let (list, oddities) = query.read(answer.body) else {
      return fail(.list, .failed(reason: "an answer that is no list of \(Query.elements)"))
    }
    if mode.isStale, answer.lastContact > times.staleBound {
      (mode.index, mode.isStale) = (nil, false)
      return ([], ask(at: now))
    }
    let hasFallen = follow(answer.index, at: now)
    (mode.isStale, backoff) = (true, Backoff())
    let notes = note(
      oddities + (list.isEmpty && answer.mayHide ? ["no \(Query.elements) that this token may see"] : []))
    if list.isEmpty, isSuspicious, reported?.isEmpty == false {
      (isConfirming, mode.index) = (true, nil)
      return (notes, .wait(times.grace))
    }
    let said = list.isEmpty && isSecond ? list.confirmed : list
    (isSuspicious, isSecond) = (false, false)
    let isHeld = mode.index != nil || hasFallen
    return (notes + tell(said), isHeld ? ask(at: now) : .wait(times.poll * (0.9 + random() / 5)))
  }

  /// Goes on from an index; whether it is lower than the last, so that the server has started anew.
  private mutating func follow(_ index: UInt64?, at now: Duration) -> Bool {
    let index = index.map { max($0, 1) }
    let hasFallen = lastIndex.map { (index ?? 0) < $0 } ?? false
    isSuspicious = isSuspicious || hasFallen
    lastIndex = index
    mode.index = hasFallen || !mayHold || now < sparingEnd ? nil : index
    return hasFallen
  }

  /// Reports a list that differs from the last one, or is the first since the agent was gone.
  private mutating func tell(_ list: Query.List) -> [Report] {
    defer { (loss, reported) = (nil, list) }
    return list == reported && loss == nil ? [] : [.current(list)]
  }

  /// Starts over after a pause, and says once what is lost.
  private mutating func fail(_ loss: Loss, _ report: Report) -> (reports: [Report], next: Next) {
    let reports = loss == self.loss ? [] : [report]
    (self.loss, isSuspicious, isSecond, mode) = (loss, true, false, ConsulQueryMode())
    return (reports, .wait(backoff.next(random())))
  }

  private mutating func note(_ texts: [String]) -> [Report] {
    texts.filter { oddities.count < Self.maximumOddities && oddities.insert($0).inserted }.map { .oddity($0) }
  }
}
