internal import Discovery

/// The watch of one service over version 2's API: asks for its instances, then follows the stream of its events.
///
/// The original server stops for good when a stream begins with more than 64 events, so a service with many instances is asked
/// for again and again instead. A stream that is silent for longer than the server's own signs of life is dead.
package struct HTTPWatchConversation: VersionedConversation {
  private enum Phase { case idle, instances, leader, stream }

  private let name: String
  private let random: @Sendable () -> Double
  private var peers: PeerList
  private var count: Int
  private var phase = Phase.idle
  private var exchange: HTTPExchange?
  /// Where the last request went.
  private var address: DiscoverdAddress
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
    (self.name, self.peers, self.random) = (name, PeerList(peers), random)
    count = firstNumber - 1
    address = self.peers.current
  }

  package mutating func receive(_ event: ConversationEvent<Never>) -> [ConversationAction<WatchReport>] {
    do throws(HTTPExchangeError) {
      switch event {
      case .started, .timer(.retry), .timer(.next): return ask()
      case .replied(let number, let head): return number == count ? try replied(head) : []
      case .received(let number, let octets): return number == count ? try received(octets) : []
      case .finished(let number): return number == count ? try finished() : []
      case .closed(let number, let reason): return number == count ? fail(reason) : []
      case .timer(.answer):
        return fail("no sign of life within \(instances.isCurrent ? Self.silenceTime : Self.answerTime)")
      case .timer(.settle): return report()
      case .opened, .timer(.expiry): return []
      }
    } catch {
      return fail(error.reason)
    }
  }

  private mutating func ask() -> [ConversationAction<WatchReport>] {
    (instances, hasMetOtherVersion) = (HTTPInstances(), false)
    return send(.instances, HTTPRequest("GET", HTTPRequest.path(name, "instances")))
  }

  private mutating func send(_ phase: Phase, _ request: HTTPRequest) -> [ConversationAction<WatchReport>] {
    self.phase = phase
    return send(HTTPExchange(request, at: peers.current))
  }

  private mutating func send(_ exchange: HTTPExchange) -> [ConversationAction<WatchReport>] {
    count += 1
    (self.exchange, address) = (exchange, exchange.address)
    return [.request(count, exchange.address, exchange.request), .start(.answer, Self.answerTime)]
  }

  private mutating func replied(
    _ head: HTTPReplyHead
  ) throws(HTTPExchangeError) -> [ConversationAction<WatchReport>] {
    guard var exchange else { return [] }
    peers.learn(head)
    let step = try exchange.receive(head)
    self.exchange = exchange
    guard step == .body else { return [.close(count)] + send(exchange) }
    guard phase == .stream else { return [] }
    guard head.status == 200, head.mediaType == "text/event-stream" else {
      throw HTTPExchangeError(reason: "status \(head.status) instead of a stream")
    }
    events = EventStreamReader()
    return []
  }

  private mutating func received(
    _ octets: [UInt8]
  ) throws(HTTPExchangeError) -> [ConversationAction<WatchReport>] {
    guard phase == .stream else {
      try exchange?.receive(octets)
      return []
    }
    do throws(WireError) {
      for event in try events.receive(octets) { try follow(event) }
    } catch {
      throw HTTPExchangeError(reason: error.description)
    }
    let silence: [ConversationAction<WatchReport>] =
      instances.isCurrent ? [.start(.answer, Self.silenceTime)] : []
    return silence + newOddities() + (instances.isCurrent ? reportOrSettle() : [])
  }

  private mutating func finished() throws(HTTPExchangeError) -> [ConversationAction<WatchReport>] {
    guard let reply = exchange?.reply else { return [] }
    exchange = nil
    switch (phase, reply.meaning) {
    case (.stream, _): throw HTTPExchangeError(reason: "the stream ended")
    case (.instances, .success): return try listed(reply.body)
    case (.instances, .notFound): return unknown()
    case (.leader, .success): return try led(reply.body)
    case (.leader, .notFound): return polled()
    case (_, .otherVersion(let reason)):
      hasMetOtherVersion = true
      throw HTTPExchangeError(reason: reason)
    case (.idle, .success): return []
    case (_, .notFound(let reason)), (_, .conflict(let reason)), (_, .refused(let reason)), (_, .failure(let reason)):
      throw HTTPExchangeError(reason: reason)
    }
  }
}

/// The replies one by one.
extension HTTPWatchConversation {
  /// The service has instances: few are followed, many are asked for again.
  private mutating func listed(
    _ body: [UInt8]
  ) throws(HTTPExchangeError) -> [ConversationAction<WatchReport>] {
    guard let list = JSONValue.decode([HTTPInstance].self, body) else {
      throw HTTPExchangeError(reason: "a list of instances that is none")
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

  private mutating func led(_ body: [UInt8]) throws(HTTPExchangeError) -> [ConversationAction<WatchReport>] {
    guard let leader = JSONValue.decode(HTTPInstance.self, body) else {
      throw HTTPExchangeError(reason: "a leader that is no instance")
    }
    instances.leader = leader
    return polled()
  }

  private mutating func polled() -> [ConversationAction<WatchReport>] {
    phase = .idle
    return [.stop(.answer), .start(.next, Self.pollTime)] + tell(instances.set)
  }

  private mutating func stream() -> [ConversationAction<WatchReport>] {
    instances = HTTPInstances()
    return send(.stream, HTTPRequest("GET", HTTPRequest.path(name), accept: "text/event-stream"))
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
      isLost ? [] : [.report(.event(.lost(reason: "\(address): \(reason)")))]
    (isLost, reported, phase, exchange) = (true, nil, .idle, nil)
    peers.advance()
    let close = ConversationAction<WatchReport>.close(count)
    count += 1
    return [close, .stop(.answer), .stop(.next), .stop(.settle)] + report + [.start(.retry, backoff.next(random()))]
  }

  private mutating func newOddities() -> [ConversationAction<WatchReport>] {
    oddities.note(instances.takeOddities())
    return oddities.take().map { .report(.oddity($0)) }
  }
}
