internal import Discovery

/// The registration of one instance: registers, sends heartbeats, registers at once after a reconnect, and unregisters last.
/// Go: `Client.RegisterWithAttributes` and `Client.Unregister`.
package struct RPCRegistrationConversation: VersionedConversation {
  private enum State { case connecting, shakingHands, talking }

  private var arguments: RPCArguments
  private let peers: [DiscoverdAddress]
  private let random: @Sendable () -> Double
  private var state = State.connecting
  private var inbox: [UInt8] = []
  private var framer = JSONObjectFramer()
  /// The open connection's number.
  private var connection: Int
  private var nextCall = 0
  /// The call whose answer is awaited.
  private var pending: Int?
  private var peer = 0
  private var backoff = Backoff()
  private var isLost = false
  /// Why the server was lost last.
  private var lossReason = ""
  /// Whether the server has the instance, or may have it still.
  private var isKept = false
  private var isEnding = false
  /// Whether the pending call is the one that ends the registration.
  private var isUnregistering = false
  private var lastReport: RegistrationEvent?
  /// Whether the attributes changed while a call was under way.
  private var isOutdated = false
  package private(set) var hasMetOtherVersion = false

  /// The longest pause before a registration that was refused is tried again: an outage of the server's own etcd that ends within
  /// an instance's life has to leave its age.
  private static let refusalPause = Duration.seconds(1)

  /// A registration at a cluster of `peers`, at least one, over connections that are numbered from `firstNumber`; `random` gives
  /// numbers of 0 to 1.
  package init(
    _ arguments: RPCArguments, peers: [DiscoverdAddress], firstNumber: Int = 1,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.arguments, self.peers, self.random) = (arguments, peers, random)
    connection = firstNumber - 1
  }

  package mutating func receive(_ event: ConversationEvent<RegistrationRequest>) -> [ConversationAction<
    RegistrationEvent
  >] {
    switch event {
    case .started, .timer(.retry): connect()
    case .opened(let number): number == connection ? opened() : []
    case .received(let number, let octets): number == connection ? received(octets) : []
    case .closed(let number, let reason): number == connection ? fail(reason) : []
    case .timer(.answer): fail("no answer within \(RegistrationTimes.answer)")
    case .timer(.next): pending == nil && !isEnding ? call(RPCRequest.register) : []
    case .timer(.expiry): expire()
    case .requested(.unregister): end()
    case .requested(.change(let attributes)): change(attributes)
    case .replied, .finished, .timer(.settle): []
    }
  }

  private mutating func connect() -> [ConversationAction<RegistrationEvent>] {
    connection += 1
    hasMetOtherVersion = false
    (state, inbox, framer, pending) = (.connecting, [], JSONObjectFramer(), nil)
    return [.connect(connection, peers[peer % peers.count]), .start(.answer, RegistrationTimes.answer)]
  }

  private mutating func opened() -> [ConversationAction<RegistrationEvent>] {
    state = .shakingHands
    return [.send(connection, RPCHandshake.request)]
  }

  private mutating func received(_ octets: [UInt8]) -> [ConversationAction<RegistrationEvent>] {
    do throws(WireError) {
      guard state == .talking else {
        inbox += octets
        guard try RPCHandshake.readReply(&inbox) else { return [] }
        state = .talking
        return call(RPCRequest.register)
      }
      var actions: [ConversationAction<RegistrationEvent>] = []
      for object in try framer.receive(octets) { actions += answered(try RPCReply(object)) }
      return actions
    } catch {
      hasMetOtherVersion = error.isOtherVersion
      return fail(error.description)
    }
  }

  private mutating func call(_ method: String) -> [ConversationAction<RegistrationEvent>] {
    (pending, isOutdated) = (nextCall, false)
    nextCall += 1
    let request = RPCRequest(method: method, arguments: arguments, id: nextCall - 1)
    return [.send(connection, request.encoded), .start(.answer, RegistrationTimes.answer)]
  }

  private mutating func answered(_ reply: RPCReply) -> [ConversationAction<RegistrationEvent>] {
    guard let call = pending, reply.id.elementsEqual(String(call).utf8) else { return [] }
    pending = nil
    if isEnding { return isUnregistering ? finish(reply.error) : unregister() }
    if isOutdated { return self.call(RPCRequest.register) }
    if let error = reply.error {
      // It may be the server's own etcd that is away: registered before the instance expires, it keeps its age.
      return [.stop(.answer), .start(.next, min(backoff.next(random()), Self.refusalPause))] + report(.refused(error))
    }
    let next: [ConversationAction<RegistrationEvent>] = [
      .stop(.answer), .start(.next, RegistrationTimes.nextHeartbeat(random())),
    ]
    backoff.reset()
    (isLost, isKept) = (false, true)
    let address = JSONValue.decode(String.self, reply.result) ?? arguments.address
    return next + [.start(.expiry, RegistrationTimes.lifetime)] + report(.registered(address: address))
  }

  private mutating func change(_ attributes: [String: String]) -> [ConversationAction<RegistrationEvent>] {
    arguments.attributes = attributes.isEmpty ? nil : attributes
    (isOutdated, lastReport) = (pending != nil, nil)
    guard !isLost else { return report(.lost(reason: lossReason)) }
    return state == .talking && pending == nil && !isEnding ? call(RPCRequest.register) : []
  }

  private mutating func expire() -> [ConversationAction<RegistrationEvent>] {
    isKept = false
    return report(.expired)
  }

  /// Unregisters behind whatever call is under way, so that no heartbeat can bring the instance back.
  private mutating func end() -> [ConversationAction<RegistrationEvent>] {
    guard !isEnding else { return [] }
    isEnding = true
    guard state == .talking else { return finish(isKept ? lossReason : nil) }
    return pending == nil ? unregister() : []
  }

  private mutating func unregister() -> [ConversationAction<RegistrationEvent>] {
    isUnregistering = true
    return [.stop(.next)] + call(RPCRequest.unregister)
  }

  private mutating func finish(_ error: String?) -> [ConversationAction<RegistrationEvent>] {
    [.stop(.answer), .stop(.next), .stop(.retry), .stop(.expiry), .close(connection), .report(.ended(error: error))]
  }

  private mutating func fail(_ reason: String) -> [ConversationAction<RegistrationEvent>] {
    lossReason = "\(peers[peer % peers.count]): \(reason)"
    guard !isEnding else { return finish(lossReason) }
    let lost: [ConversationAction<RegistrationEvent>] = isLost ? [] : report(.lost(reason: lossReason))
    (isLost, state) = (true, .connecting)
    peer += 1
    return [.close(connection), .stop(.answer), .stop(.next)] + lost + [.start(.retry, backoff.next(random()))]
  }

  /// Reports what is not what was reported last.
  private mutating func report(_ report: RegistrationEvent) -> [ConversationAction<RegistrationEvent>] {
    defer { lastReport = report }
    return report == lastReport ? [] : [.report(report)]
  }
}
