/// The registration of one instance: registers, sends heartbeats, registers at once after a reconnect, and unregisters last.
/// Go: `Client.RegisterWithAttributes` and `Client.Unregister`.
package struct RegistrationConversation: Conversation {
  package enum Request: Sendable { case unregister }

  package enum Report: Sendable, Equatable {
    /// The server has it, under this address, which it may have completed.
    case registered(address: String)
    /// The server is gone; it is tried again.
    case lost(reason: String)
    /// The server does not want it, with its words.
    case refused(String)
    /// It is over: unregistered, or not to be reached any more for that.
    case ended(error: String?)
  }

  private enum State { case connecting, shakingHands, talking }

  private let arguments: RPCArguments
  private let peers: [DiscoverdAddress]
  private let random: @Sendable () -> Double
  private var state = State.connecting
  private var inbox: [UInt8] = []
  private var framer = JSONObjectFramer()
  /// The open connection's number.
  private var connection = 0
  private var nextCall = 0
  /// The call whose answer is awaited.
  private var pending: Int?
  private var peer = 0
  private var backoff = Backoff()
  private var isLost = false
  private var isEnding = false
  /// Whether the pending call is the one that ends the registration.
  private var isUnregistering = false
  private var lastReport: Report?

  /// The server forgets an instance ten seconds after its last heartbeat, so one may be missed.
  package static let heartbeat = Duration.seconds(5)
  /// A call that is not answered this long means that the connection is dead.
  package static let answerTime = Duration.seconds(5)

  /// A registration at a cluster of `peers`, at least one; `random` gives numbers of 0 to 1.
  package init(
    _ arguments: RPCArguments, peers: [DiscoverdAddress],
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.arguments, self.peers, self.random) = (arguments, peers, random)
  }

  package mutating func receive(_ event: ConversationEvent<Request>) -> [ConversationAction<Report>] {
    switch event {
    case .started, .timer(.retry): connect()
    case .opened(let number): number == connection ? opened() : []
    case .received(let number, let octets): number == connection ? received(octets) : []
    case .closed(let number, let reason): number == connection ? fail(reason) : []
    case .timer(.answer): fail("no answer within \(Self.answerTime)")
    case .timer(.next): pending == nil && !isEnding ? call(RPCRequest.register) : []
    case .requested(.unregister): end()
    }
  }

  private mutating func connect() -> [ConversationAction<Report>] {
    connection += 1
    (state, inbox, framer, pending) = (.connecting, [], JSONObjectFramer(), nil)
    return [.connect(connection, peers[peer % peers.count]), .start(.answer, Self.answerTime)]
  }

  private mutating func opened() -> [ConversationAction<Report>] {
    state = .shakingHands
    return [.send(connection, RPCHandshake.request)]
  }

  private mutating func received(_ octets: [UInt8]) -> [ConversationAction<Report>] {
    do throws(WireError) {
      guard state == .talking else {
        inbox += octets
        guard try RPCHandshake.readReply(&inbox) else { return [] }
        state = .talking
        return call(RPCRequest.register)
      }
      var actions: [ConversationAction<Report>] = []
      for object in try framer.receive(octets) { actions += answered(try RPCReply(object)) }
      return actions
    } catch {
      return fail(error.description)
    }
  }

  private mutating func call(_ method: String) -> [ConversationAction<Report>] {
    pending = nextCall
    nextCall += 1
    let request = RPCRequest(method: method, arguments: arguments, id: nextCall - 1)
    return [.send(connection, request.encoded), .start(.answer, Self.answerTime)]
  }

  private mutating func answered(_ reply: RPCReply) -> [ConversationAction<Report>] {
    guard let call = pending, reply.id.elementsEqual(String(call).utf8) else { return [] }
    pending = nil
    if isEnding { return isUnregistering ? finish(reply.error) : unregister() }
    let next: [ConversationAction<Report>] = [
      .stop(.answer), .start(.next, Self.heartbeat * (0.9 + random() / 10)),
    ]
    guard reply.error == nil else { return next + report(.refused(reply.error ?? "")) }
    backoff.reset()
    isLost = false
    let address = JSONValue.decode(String.self, reply.result) ?? arguments.address
    return next + report(.registered(address: address))
  }

  /// Unregisters behind whatever call is under way, so that no heartbeat can bring the instance back.
  private mutating func end() -> [ConversationAction<Report>] {
    guard !isEnding else { return [] }
    isEnding = true
    guard state == .talking else { return finish(nil) }
    return pending == nil ? unregister() : []
  }

  private mutating func unregister() -> [ConversationAction<Report>] {
    isUnregistering = true
    return [.stop(.next)] + call(RPCRequest.unregister)
  }

  private mutating func finish(_ error: String?) -> [ConversationAction<Report>] {
    [.stop(.answer), .stop(.next), .stop(.retry), .close(connection), .report(.ended(error: error))]
  }

  private mutating func fail(_ reason: String) -> [ConversationAction<Report>] {
    guard !isEnding else { return finish("\(peers[peer % peers.count]): \(reason)") }
    let lost: [ConversationAction<Report>] =
      isLost ? [] : report(.lost(reason: "\(peers[peer % peers.count]): \(reason)"))
    (isLost, state) = (true, .connecting)
    peer += 1
    return [.close(connection), .stop(.answer), .stop(.next)] + lost + [.start(.retry, backoff.next(random()))]
  }

  /// Reports what is not what was reported last.
  private mutating func report(_ report: Report) -> [ConversationAction<Report>] {
    defer { lastReport = report }
    return report == lastReport ? [] : [.report(report)]
  }
}
