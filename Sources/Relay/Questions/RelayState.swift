internal import DNSWire
internal import NIOCore

/// All that a relay decides: questions and messages go in, answers and what has to be sent come out. Knows no sockets and no clock.
struct RelayState<Waiter> {
  let counters: RelayCounters
  let isADTrusted: Bool
  let makeID: () -> UInt16
  let suspendedTime: () -> TimeAmount
  var rules: ForwardRules
  /// Counts the rules there were.
  var generation = 0
  /// The rules by which the answers in the cache were got.
  var cachedRules: ForwardRules
  var cache: AnswerCache
  var health: [Upstream: UpstreamHealth] = [:]
  var room: AttemptRoom<Upstream>
  var bounds: QuestionBounds<ForwardRules.Group>
  var questions: [Int: OpenQuestion<Waiter>] = [:]
  /// The questions that are not answered yet, and may be shared.
  var inFlight: [RelayQuestion: Int] = [:]
  var wheel: WakeWheel
  var isClosed = false
  private var nextNumber = 0
  private var actions: [RelayAction<Waiter>] = []

  /// A relay's decisions.
  ///
  /// - Parameters:
  ///   - settings: what is asked, and what is kept.
  ///   - counters: counts what it does.
  ///   - maximumAttempts: attempts that may be open at once.
  ///   - maximumQuestions: questions that may be open at once.
  ///   - start: the time.
  ///   - suspendedTime: how long the host has slept so far, while its clock stood still and answers aged.
  ///   - makeID: draws a message's ID at random.
  init(
    _ settings: RelaySettings, counters: RelayCounters, maximumAttempts: Int,
    maximumQuestions: Int = QuestionBounds<ForwardRules.Group>.usualMaximum, start: NIODeadline,
    suspendedTime: @escaping () -> TimeAmount = { .zero }, makeID: @escaping () -> UInt16
  ) {
    (self.counters, isADTrusted, self.makeID) = (counters, settings.trustsAD, makeID)
    (rules, cachedRules, self.suspendedTime) = (settings.rules, settings.rules, suspendedTime)
    cache = AnswerCache(maximumOctets: settings.cacheOctets)
    room = AttemptRoom(maximum: maximumAttempts)
    bounds = QuestionBounds(maximum: maximumQuestions, maximumOfGroup: room.mostOfUpstream)
    wheel = WakeWheel(start: start)
  }

  /// Takes a question.
  ///
  /// - Parameters:
  ///   - question: what is asked.
  ///   - client: who asks.
  ///   - waiter: gets the answer by an action, unless it is returned.
  ///   - now: the time.
  /// - Returns: the answer, where it is known at once.
  mutating func ask(
    _ question: RelayQuestion, for client: ClientAddress, _ waiter: Waiter, at now: NIODeadline
  ) -> RelayedAnswer? {
    counters.add(.asked)
    if let known = knownAnswer(to: question, at: now) { return known }
    let (group, upstreams) = rules.upstreams(for: question.name)
    guard !isClosed, !upstreams.isEmpty else { return unasked(question, .unreachable, .failed, at: now) }
    guard bounds.take(client, group) else { return unasked(question, .tooMany, .refused, at: now) }
    let open = inFlight[question]
    let number = open ?? add(question, group, upstreams, at: now)
    questions[number]?.waiters.append((client, waiter))
    if open == nil { feed(.started, to: number, at: now) } else { counters.add(.shared) }
    return nil
  }

  /// What the cache has; what is past its time only once upstreams had theirs.
  private mutating func knownAnswer(to question: RelayQuestion, at now: NIODeadline) -> RelayedAnswer? {
    if let cached = cache.answer(to: question, at: cacheTime(now)) {
      counters.add(cached.isStale ? .stale : .fromCache)
      return cached.answer
    }
    counters.add(.cacheMisses)
    guard let number = inFlight[question], questions[number]?.exchange.isStaleOffered == true else { return nil }
    let answer = staleAnswer(to: question, at: now)
    if answer != nil { counters.add(.stale) }
    return answer
  }

  /// The time by which answers age: it goes on while the host sleeps.
  func cacheTime(_ now: NIODeadline) -> NIODeadline { now + suspendedTime() }

  private mutating func add(
    _ question: RelayQuestion, _ group: ForwardRules.Group, _ upstreams: [Upstream], at now: NIODeadline
  ) -> Int {
    let (upstreams, candidates) = candidates(upstreams, at: now)
    let number = nextNumber
    nextNumber += 1
    questions[number] = OpenQuestion(
      question, group, generation: generation, upstreams, Exchange(candidates, start: now))
    inFlight[question] = number
    return number
  }

  /// Notes what is to be done.
  mutating func emit(_ action: RelayAction<Waiter>) { actions.append(action) }

  /// What is to be done since this was called last.
  mutating func takeActions() -> [RelayAction<Waiter>] {
    defer { actions = [] }
    return actions
  }
}
