package import Discovery

/// The watch of one service at a Consul agent, by blocking queries: answers in, questions and reports out. Go:
/// `watch.Plan`.
package struct HealthConversation: Sendable {
  private let query: HealthQuery
  private let times: HealthTimes
  private let random: @Sendable () -> Double
  /// Whether a connection may be kept for answers that are held; else the agent is asked again and again.
  package var mayHold = true
  private var mode = ConsulQueryMode()
  private var lastIndex: UInt64?
  private var reported: ServiceSet?
  private var loss: Loss?
  /// Whether an empty list has to be said twice: the agent may have started just now and know nothing yet.
  private var isSuspicious = false
  private var isConfirming = false
  /// Until when the agent has no connection to spare for answers that are held.
  private var sparingEnd = Duration.zero
  private var backoff = Backoff()
  private var pace: Pace
  private var oddities: Set<String> = []

  /// What cannot be had: any answer, or one about this service.
  private enum Loss { case agent, service }

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
    case event(WatchEvent)
    /// Something odd that the agent said, once each.
    case oddity(String)
  }

  /// What is to be done next.
  package enum Next: Sendable, Equatable {
    case ask(ConsulRequest)
    case wait(Duration)
  }

  /// A server that has not heard from the leader for so long is asked for the leader's own answer.
  package static let staleBound = Duration.seconds(10)
  /// As many kinds of oddities are told of.
  private static let maximumOddities = 100

  /// A watch of what `query` picks; `random` gives numbers of 0 to 1.
  package init(
    _ query: HealthQuery, times: HealthTimes = HealthTimes(),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.query, self.times, self.random, pace) = (query, times, random, Pace(refill: times.pace))
  }

  /// Takes an event in; says what to tell and what to do next.
  package mutating func receive(_ event: Event, at now: Duration) -> (reports: [Report], next: Next) {
    switch event {
    case .started, .waited:
      if isConfirming { (isConfirming, isSuspicious) = (false, false) }
      return ([], ask(at: now))
    case .refreshed:
      (mode.index, isConfirming) = (nil, false)
      return ([], ask(at: now))
    case .failed(let reason): return fail(.agent, .lost(reason: reason))
    case .answered(let answer) where answer.status == 200: return listed(answer, at: now)
    case .answered(let answer):
      // Too many connections, or too many questions: none is held for a while.
      if answer.status == 429 { sparingEnd = now + times.sparing }
      return fail(.service, .failed(reason: answer.complaint, known: nil))
    }
  }

  private mutating func ask(at now: Duration) -> Next {
    let pause = pace.pause(at: now)
    guard pause == .zero else { return .wait(pause) }
    return .ask(ConsulRequest(path: query.path(mode, hold: times.hold), timeLimit: times.limit(mode)))
  }

  private mutating func listed(_ answer: ConsulAnswer, at now: Duration) -> (reports: [Report], next: Next) {
    guard let list = HealthList(answer.body, isPassingOnly: query.isPassingOnly) else {
      return fail(.service, .failed(reason: "an answer that is no list of instances", known: nil))
    }
    if mode.isStale, answer.lastContact > Self.staleBound {
      (mode.index, mode.isStale) = (nil, false)
      return ([], ask(at: now))
    }
    let hasFallen = follow(answer.index, at: now)
    (mode.isStale, backoff) = (true, Backoff())
    let hides = list.set.instances.isEmpty && answer.mayHide
    let notes = note(list.oddities + (hides ? ["no instance that this token may see"] : []))
    if list.set.instances.isEmpty, isSuspicious, reported?.instances.isEmpty == false {
      (isConfirming, mode.index) = (true, nil)
      return (notes, .wait(times.grace))
    }
    isSuspicious = false
    let isHeld = mode.index != nil || hasFallen
    return (notes + tell(list.set), isHeld ? ask(at: now) : .wait(times.poll * (0.9 + random() / 5)))
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

  /// Reports a set that differs from the last one, or is the first since the agent was gone.
  private mutating func tell(_ set: ServiceSet) -> [Report] {
    defer { (loss, reported) = (nil, set) }
    return set == reported && loss == nil ? [] : [.event(.current(set))]
  }

  /// Starts over after a pause, and says once what is lost.
  private mutating func fail(_ loss: Loss, _ event: WatchEvent) -> (reports: [Report], next: Next) {
    let reports: [Report] = loss == self.loss ? [] : [.event(event)]
    (self.loss, isSuspicious, mode) = (loss, true, ConsulQueryMode())
    return (reports, .wait(backoff.next(random())))
  }

  private mutating func note(_ texts: [String]) -> [Report] {
    texts.filter { oddities.count < Self.maximumOddities && oddities.insert($0).inserted }.map { .oddity($0) }
  }
}
