internal import Discovery

/// The watch of one service over version 2's API: asks for its instances, then follows the stream of its events.
///
/// The original server stops for good when a stream begins with more than 64 events, so a service with many instances is asked
/// for again and again instead. A stream that is silent for longer than the server's own signs of life is dead.
package struct HTTPWatchConversation: VersionedConversation {
  private enum Phase { case idle, instances, leader, stream }

  private let name: String
  private let random: @Sendable () -> Double
  private var requests: HTTPRequests
  private var phase = Phase.idle
  private var events = EventStreamReader()
  /// The instances that are being gathered or followed.
  private var instances = HTTPInstances()
  private var backoff = Backoff()
  private var isLost = false
  private var reported: ServiceSet?
  private var oddities = Oddities()
  package private(set) var hasMetOtherVersion = false

  /// From a request to its reply.
  package static let answerTime = Duration.seconds(5)
  /// A stream without a sign of life this long is dead: the server sends one every 30 s.
  package static let silenceTime = Duration.seconds(75)
  /// As many instances are followed by a stream; with 63 the original server stops for good, and some may come between the
  /// question and the stream.
  package static let maximumStreamed = 48
  /// How often a service with more is asked for.
  package static let pollTime = Duration.seconds(1)
  /// An instance that went and the leader that follows it come one after the other; so long nobody is told of the state between.
  package static let settleTime = Duration.milliseconds(100)

  /// A watch of `name` at a cluster of `peers`, at least one, whose requests are numbered from `firstNumber`; `random` gives
  /// numbers of 0 to 1.
  package init(
    _ name: String, peers: [DiscoverdAddress], firstNumber: Int = 1,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.name, self.random) = (name, random)
    requests = HTTPRequests(peers, firstNumber: firstNumber)
  }

  package mutating func receive(_ event: ConversationEvent<Never>) -> [ConversationAction<WatchReport>] {
    switch event {
    case .started, .timer(.retry), .timer(.next): return ask()
    case .timer(.answer):
      return fail("no sign of life within \(instances.isCurrent ? Self.silenceTime : Self.answerTime)")
    case .timer(.settle): return report()
    default:
      let (actions, outcome): ([ConversationAction<WatchReport>], HTTPRequests.Outcome?) = requests.receive(event)
      return actions + (outcome.map { receive($0) } ?? [])
    }
  }

  private mutating func receive(_ outcome: HTTPRequests.Outcome) -> [ConversationAction<WatchReport>] {
    switch outcome {
    case .failure(let reason): fail(reason)
    case .reply(let reply): receive(reply)
    case .octets(let octets): phase == .stream ? follow(octets) : fail("a stream instead of a reply")
    case .head(let head):
      phase == .stream && (head.status != 200 || head.mediaType != HTTPRequest.eventStream)
        ? fail("status \(head.status) instead of a stream") : []
    }
  }

  private mutating func ask() -> [ConversationAction<WatchReport>] {
    (instances, hasMetOtherVersion) = (HTTPInstances(), false)
    return send(.instances, HTTPRequest("GET", HTTPRequest.path(name, "instances")))
  }

  private mutating func send(_ phase: Phase, _ request: HTTPRequest) -> [ConversationAction<WatchReport>] {
    self.phase = phase
    return requests.send(request, answerWithin: Self.answerTime)
  }

  private mutating func receive(_ reply: HTTPReply) -> [ConversationAction<WatchReport>] {
    switch (phase, reply.meaning) {
    case (.stream, _): return fail("the stream ended")
    case (.instances, .success): return listed(reply.body)
    case (.instances, .notFound): return unknown()
    case (.leader, .success): return led(reply.body)
    case (.leader, .notFound): return polled()
    case (_, .otherVersion(let reason)):
      hasMetOtherVersion = true
      return fail(reason)
    case (.idle, .success): return []
    case (_, .notFound(let reason)), (_, .conflict(let reason)), (_, .refused(let reason)), (_, .failure(let reason)):
      return fail(reason)
    }
  }
}

/// The replies one by one.
extension HTTPWatchConversation {
  /// The service has instances: few are followed, many are asked for again.
  private mutating func listed(_ body: [UInt8]) -> [ConversationAction<WatchReport>] {
    guard let list = JSONValue.decode([HTTPInstance].self, body) else {
      return fail("a list of instances that is none")
    }
    guard list.count > Self.maximumStreamed else { return stream() }
    for instance in list { instances.insert(instance) }
    return newOddities() + send(.leader, HTTPRequest("GET", HTTPRequest.path(name, "leader")))
  }

  /// There is no such service, or it has no instances; which of both, the server does not tell.
  private mutating func unknown() -> [ConversationAction<WatchReport>] {
    let report = tell(.empty)
    return report + stream()
  }

  private mutating func led(_ body: [UInt8]) -> [ConversationAction<WatchReport>] {
    guard let leader = JSONValue.decode(HTTPInstance.self, body) else { return fail("a leader that is no instance") }
    instances.leader = leader
    return polled()
  }

  private mutating func polled() -> [ConversationAction<WatchReport>] {
    phase = .idle
    return [.stop(.answer), .start(.next, Self.pollTime)] + tell(instances.set)
  }

  private mutating func stream() -> [ConversationAction<WatchReport>] {
    (instances, events) = (HTTPInstances(), EventStreamReader())
    return send(.stream, HTTPRequest("GET", HTTPRequest.path(name), accept: HTTPRequest.eventStream))
  }

  private mutating func follow(_ octets: [UInt8]) -> [ConversationAction<WatchReport>] {
    do throws(WireError) {
      for event in try events.receive(octets) { try follow(event) }
    } catch {
      return fail(error.description)
    }
    guard instances.isCurrent else { return newOddities() }
    return [.start(.answer, Self.silenceTime)] + newOddities() + reportOrSettle()
  }

  private mutating func follow(_ event: EventStreamReader.Event) throws(WireError) {
    guard event.name.isEmpty else { throw .refusedCall(String(decoding: event.data, as: UTF8.self)) }
    guard let change = JSONValue.decode(HTTPEvent.self, event.data) else { throw .malformed }
    guard change.service == name else { return oddities.note("an event of another service, '\(change.service)'") }
    if !instances.receive(change) { oddities.note("an event of the kind '\(change.kind)'") }
    guard instances.count <= RPCSubscription.maximumInstances else { throw .tooManyInstances }
  }

  /// Tells of the set, unless the leader that belongs to it is about to come.
  private mutating func reportOrSettle() -> [ConversationAction<WatchReport>] {
    let set = instances.set
    guard set != reported else { return [.stop(.settle)] }
    guard set.leader == nil, !set.instances.isEmpty, reported?.leader != nil || reported?.instances.isEmpty == true
    else {
      return [.stop(.settle)] + tell(set)
    }
    return [.start(.settle, Self.settleTime)]
  }

  private mutating func report() -> [ConversationAction<WatchReport>] {
    phase == .stream && instances.isCurrent ? tell(instances.set) : []
  }

  /// Reports a set that differs from the last one, or is the first since the source was gone.
  private mutating func tell(_ set: ServiceSet) -> [ConversationAction<WatchReport>] {
    (isLost, backoff) = (false, Backoff())
    guard set != reported else { return [] }
    reported = set
    return [.report(.event(.current(set)))]
  }

  /// Gives up, says so once, and tries the next peer after a pause.
  private mutating func fail(_ reason: String) -> [ConversationAction<WatchReport>] {
    let report: [ConversationAction<WatchReport>] =
      isLost ? [] : [.report(.event(.lost(reason: "\(requests.server): \(reason)")))]
    (isLost, reported, phase) = (true, nil, .idle)
    return requests.giveUp() + [.stop(.next), .stop(.settle)] + report + [.start(.retry, backoff.next(random()))]
  }

  private mutating func newOddities() -> [ConversationAction<WatchReport>] {
    oddities.note(instances.takeOddities())
    return oddities.take().map { .report(.oddity($0)) }
  }
}
