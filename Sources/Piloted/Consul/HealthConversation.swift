package import Discovery

/// The watch of one service at a Consul agent, by blocking queries: answers in, questions and reports out. Go:
/// `watch.Plan`.
package struct HealthConversation: Sendable {
  private let query: HealthQuery
  private let random: @Sendable () -> Double
  private var mode = ConsulQueryMode()
  private var reported: ServiceSet?
  private var isLost = false
  /// Whether an empty list has to be said twice: the agent may have started just now and know nothing yet.
  private var isSuspicious = false
  /// Whether the agent has no connection to spare for answers that are held.
  private var pollsOnly = false
  private var backoff = Backoff()
  private var pace = Pace()
  private var oddities: Set<String> = []

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

  /// An empty list after an error is believed when it is said again this much later: an agent that has just started says so for less.
  package static let graceTime = Duration.seconds(2)
  /// A server that has not heard from the leader for so long is asked for the leader's own answer.
  package static let staleBound = Duration.seconds(10)
  /// How often an agent is asked that has no connection to spare for answers that are held.
  package static let pollTime = Duration.seconds(10)
  /// As many kinds of oddities are told of.
  private static let maximumOddities = 100

  /// A watch of what `query` picks; `random` gives numbers of 0 to 1.
  package init(_ query: HealthQuery, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }) {
    (self.query, self.random) = (query, random)
  }

  /// Takes an event in; says what to tell and what to do next.
  package mutating func receive(_ event: Event, at now: Duration) -> (reports: [Report], next: Next) {
    switch event {
    case .started, .waited: return ([], ask(at: now))
    case .refreshed:
      mode.index = nil
      return ([], ask(at: now))
    case .failed(let reason): return fail(reason)
    case .answered(let answer) where answer.status == 200: return listed(answer, at: now)
    case .answered(let answer):
      // Too many connections, or too many questions: none is held from now on.
      if answer.status == 429 { pollsOnly = true }
      return fail(answer.complaint)
    }
  }

  private mutating func ask(at now: Duration) -> Next {
    let pause = pace.pause(at: now)
    guard pause == .zero else { return .wait(pause) }
    return .ask(ConsulRequest(path: query.path(mode), timeLimit: mode.timeLimit))
  }

  private mutating func listed(_ answer: ConsulAnswer, at now: Duration) -> (reports: [Report], next: Next) {
    guard let list = HealthList(answer.body, isPassingOnly: query.isPassingOnly) else {
      return fail("an answer that is no list of instances")
    }
    if mode.isStale, answer.lastContact > Self.staleBound {
      (mode.index, mode.isStale) = (nil, false)
      return ([], ask(at: now))
    }
    let hasFallen = follow(answer.index)
    (mode.isStale, backoff) = (true, Backoff())
    let hides = list.set.instances.isEmpty && answer.mayHide
    let notes = note(list.oddities + (hides ? ["no instance that this token may see"] : []))
    if list.set.instances.isEmpty, isSuspicious, reported?.instances.isEmpty == false {
      (isSuspicious, mode.index) = (false, nil)
      return (notes, .wait(Self.graceTime))
    }
    isSuspicious = false
    let isHeld = mode.index != nil || hasFallen
    return (notes + tell(list.set), isHeld ? ask(at: now) : .wait(Self.pollTime * (0.9 + random() / 5)))
  }

  /// Goes on from an index; whether it is lower than the last, so that the server has started anew.
  private mutating func follow(_ index: UInt64?) -> Bool {
    let hasFallen = mode.index.map { (index ?? 0) < $0 } ?? false
    isSuspicious = isSuspicious || hasFallen
    mode.index = hasFallen || pollsOnly ? nil : index.map { max($0, 1) }
    return hasFallen
  }

  /// Reports a set that differs from the last one, or is the first since the agent was gone.
  private mutating func tell(_ set: ServiceSet) -> [Report] {
    defer { (isLost, reported) = (false, set) }
    return set == reported && !isLost ? [] : [.event(.current(set))]
  }

  /// Starts over after a pause, and says once that the agent is gone.
  private mutating func fail(_ reason: String) -> (reports: [Report], next: Next) {
    let reports: [Report] = isLost ? [] : [.event(.lost(reason: reason))]
    (isLost, isSuspicious, mode) = (true, true, ConsulQueryMode())
    return (reports, .wait(backoff.next(random())))
  }

  private mutating func note(_ texts: [String]) -> [Report] {
    texts.filter { oddities.count < Self.maximumOddities && oddities.insert($0).inserted }.map { .oddity($0) }
  }
}

/// How fast an agent is asked: an index that moves without end must not become a busy loop.
private struct Pace: Sendable {
  private var questions = burst
  private var last = Duration.zero

  /// Questions at once; one more comes every second.
  private static let burst = 2.0

  /// How long the next question has to wait; none that may be asked now, which is counted.
  mutating func pause(at now: Duration) -> Duration {
    questions = min(Self.burst, questions + (now - last) / .seconds(1))
    last = now
    // A pause may end a little early; what is left of a question then would be waited for again and again.
    guard questions < 0.999 else {
      questions -= 1
      return .zero
    }
    return .seconds(1) * (1 - questions)
  }
}
