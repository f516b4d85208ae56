internal import Discovery

/// The watch of one service: keeps a subscription open, replaces it from time to time, and says what the service is.
///
/// A subscription can go deaf without any sign, when the server's own watch breaks, and a connection can be half open. So a
/// second one is opened every minute; once it is current it takes the first one's place, and if it fails the source counts as gone.
package struct RPCWatchConversation: VersionedConversation {
  private let name: String
  private let peers: [DiscoverdAddress]
  private let call: Int
  private let random: @Sendable () -> Double
  private var connections: [Int: RPCSubscription] = [:]
  /// The subscription that is followed.
  private var active: Int?
  /// The one that is to take its place.
  private var opening: Int?
  private var count: Int
  private var peer = 0
  private var backoff = Backoff()
  private var isLost = false
  private var reported: ServiceSet?
  /// The last set that was believed, also while the source is gone.
  private var believed = ServiceSet.empty
  /// How often in a row an empty set was not believed.
  private var doubts = 0
  private var oddities = Oddities()
  package private(set) var hasMetOtherVersion = false

  /// From the wish to connect to the present state; a server that needs longer is of no use.
  package static let answerTime = Duration.seconds(5)
  /// How long a subscription is trusted.
  package static let renewalTime = Duration.seconds(60)
  /// While its etcd can't be reached, the original server tells a new subscriber that there is nothing. So a service that had
  /// instances is believed to have none only after it was asked for so many times more.
  package static let maximumDoubts = 3
  /// How soon it is asked for again.
  package static let doubtPause = Duration.seconds(2)

  /// A watch of `name` at a cluster of `peers`, at least one, by calls with the id `call` over connections that are numbered from
  /// `firstNumber`; `random` gives numbers of 0 to 1.
  package init(
    _ name: String, peers: [DiscoverdAddress], call: Int = 0, firstNumber: Int = 1,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.name, self.peers, self.call, self.random) = (name, peers, call, random)
    count = firstNumber - 1
  }

  package mutating func receive(_ event: ConversationEvent<Never>) -> [ConversationAction<WatchReport>] {
    switch event {
    case .started, .timer(.retry), .timer(.next): return open()
    case .opened(let number): return [.send(number, RPCHandshake.request)]
    case .received(let number, let octets): return receive(octets, from: number)
    case .closed(let number, let reason): return closed(number, reason)
    case .timer(.answer): return fail("no answer within \(Self.answerTime)")
    case .replied, .finished, .timer(.expiry), .timer(.settle): return []
    }
  }

  private mutating func open() -> [ConversationAction<WatchReport>] {
    count += 1
    hasMetOtherVersion = false
    connections[count] = RPCSubscription(name, call: call)
    opening = count
    return [.connect(count, peers[peer % peers.count]), .start(.answer, Self.answerTime)]
  }

  private mutating func receive(_ octets: [UInt8], from number: Int) -> [ConversationAction<WatchReport>] {
    do throws(RPCSubscriptionError) {
      guard let step = try connections[number]?.receive(octets) else { return [] }
      let send: [ConversationAction<WatchReport>] = step.send.isEmpty ? [] : [.send(number, step.send)]
      return send + newOddities(of: number) + (step.hasChanged ? changed(number) : [])
    } catch {
      hasMetOtherVersion = error.isOtherVersion
      return closed(number, error.reason)
    }
  }

  private mutating func changed(_ number: Int) -> [ConversationAction<WatchReport>] {
    guard let subscription = connections[number], subscription.isCurrent else { return [] }
    guard number == opening else { return number == active ? report(subscription.set) : [] }
    if subscription.set.instances.isEmpty, !believed.instances.isEmpty, doubts < Self.maximumDoubts {
      return doubt(number)
    }
    let set = doubts == Self.maximumDoubts ? subscription.set.confirmed : subscription.set
    let old = active
    (active, opening, isLost, doubts) = (number, nil, false, 0)
    backoff.reset()
    let close = old.map { [ConversationAction<WatchReport>.close($0)] } ?? []
    if let old { connections[old] = nil }
    let renewal = Self.renewalTime * (0.9 + random() / 5)
    return close + [.stop(.answer), .start(.next, renewal)] + report(set)
  }

  /// Ends a new subscription that says there is nothing, and asks again soon; what is followed meanwhile is followed on.
  private mutating func doubt(_ number: Int) -> [ConversationAction<WatchReport>] {
    doubts += 1
    (connections[number], opening) = (nil, nil)
    return [.close(number), .stop(.answer), .start(active == nil ? .retry : .next, Self.doubtPause)]
  }

  /// Reports a set that differs from the last one, or is the first since the source was gone.
  private mutating func report(_ set: ServiceSet) -> [ConversationAction<WatchReport>] {
    guard set != reported else { return [] }
    (reported, believed) = (set, set)
    return [.report(.event(.current(set)))]
  }

  private mutating func closed(_ number: Int, _ reason: String) -> [ConversationAction<WatchReport>] {
    guard connections[number] != nil else { return [] }
    return fail(reason)
  }

  /// Gives up all connections, says so once, and tries the next peer after a pause.
  private mutating func fail(_ reason: String) -> [ConversationAction<WatchReport>] {
    let close = connections.keys.sorted().map { ConversationAction<WatchReport>.close($0) }
    (connections, active, opening, reported) = ([:], nil, nil, nil)
    let report: [ConversationAction<WatchReport>] =
      isLost ? [] : [.report(.event(.lost(reason: "\(peers[peer % peers.count]): \(reason)")))]
    isLost = true
    peer += 1
    return close + [.stop(.answer), .stop(.next)] + report + [.start(.retry, backoff.next(random()))]
  }

  private mutating func newOddities(of number: Int) -> [ConversationAction<WatchReport>] {
    oddities.note((connections[number]?.oddities ?? []).sorted())
    return oddities.take().map { .report(.oddity($0)) }
  }
}
