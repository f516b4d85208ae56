internal import Discovery

/// The registration of one instance over version 2's API: makes the service where it is missing, registers, sends heartbeats,
/// and takes the instance back last. Go: `Client.AddServiceAndRegisterInstance`.
package struct HTTPRegistrationConversation: VersionedConversation {
  private enum Step { case idle, service, instance, removal }

  private let name: String
  private let address: String
  private let random: @Sendable () -> Double
  private var attributes: [String: String]
  private var requests: HTTPRequests
  private var step = Step.idle
  private var backoff = Backoff()
  private var isLost = false
  /// Why the server was lost last.
  private var lossReason = ""
  private var isEnding = false
  /// Whether the attributes changed since they were sent.
  private var isOutdated = false
  /// The instance that the server has and that has to go, since its protocol changed and so its id.
  private var registered: HTTPInstance?
  private var lastReport: RegistrationEvent?
  package private(set) var hasMetOtherVersion = false

  /// A registration at a cluster of `peers`, at least one, under `address`, which is complete; `random` gives numbers of 0 to 1.
  package init(
    _ name: String, address: String, attributes: [String: String], peers: [DiscoverdAddress], firstNumber: Int = 1,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.name, self.address, self.attributes) = (name, address, attributes)
    self.random = random
    requests = HTTPRequests(peers, firstNumber: firstNumber)
  }

  package mutating func receive(
    _ event: ConversationEvent<RegistrationRequest>
  ) -> [ConversationAction<RegistrationEvent>] {
    switch event {
    case .started, .timer(.retry), .timer(.next): return step == .idle && !isEnding ? register() : []
    case .timer(.answer): return fail("no answer within \(RegistrationTimes.answer)")
    case .timer(.expiry): return expire()
    case .requested(.unregister): return end()
    case .requested(.change(let attributes)): return change(attributes)
    default:
      let (actions, outcome): ([ConversationAction<RegistrationEvent>], HTTPRequests.Outcome?) =
        requests.receive(event)
      switch outcome {
      case .reply(let reply): return actions + receive(reply)
      case .failure(let reason): return actions + fail(reason)
      case .head, .octets, nil: return actions
      }
    }
  }

  private var instance: HTTPInstance { HTTPInstance(address: address, attributes: attributes) }

  private mutating func register() -> [ConversationAction<RegistrationEvent>] {
    // The server would take it as it is, and nobody could reach the instance.
    guard !address.hasPrefix(":") else {
      return report(.refused("'\(address)': version 2 needs a host; set EXTERNAL_IP"))
    }
    (isOutdated, hasMetOtherVersion) = (false, false)
    let path = HTTPRequest.path(name, "instances", instance.id)
    return send(.instance, HTTPRequest("PUT", path, body: JSONValue.encode(instance)))
  }

  private mutating func remove(_ instance: HTTPInstance) -> [ConversationAction<RegistrationEvent>] {
    send(.removal, HTTPRequest("DELETE", HTTPRequest.path(name, "instances", instance.id)))
  }

  private mutating func send(_ step: Step, _ request: HTTPRequest) -> [ConversationAction<RegistrationEvent>] {
    self.step = step
    return requests.send(request, answerWithin: RegistrationTimes.answer)
  }

  private mutating func receive(_ reply: HTTPReply) -> [ConversationAction<RegistrationEvent>] {
    let step = step
    self.step = .idle
    switch (step, reply.meaning) {
    case (_, .otherVersion(let reason)):
      hasMetOtherVersion = true
      return fail(reason)
    case (_, .failure(let reason)): return fail(reason)
    case (.removal, _): return isEnding ? finish(nil) : register()
    case (_, _) where isEnding: return remove(registered ?? instance)
    case (.instance, .success): return accepted()
    case (.instance, .notFound):
      return send(
        .service, HTTPRequest("PUT", HTTPRequest.path(name), body: Array("{\"leader_type\":\"oldest\"}".utf8)))
    case (.service, .success), (.service, .conflict): return register()
    case (_, .refused(let text)), (_, .conflict(let text)), (_, .notFound(let text)): return refused(text)
    case (.idle, _): return []
    }
  }
}

/// What becomes of a registration.
extension HTTPRegistrationConversation {
  private mutating func accepted() -> [ConversationAction<RegistrationEvent>] {
    (isLost, backoff) = (false, Backoff())
    let old = registered
    registered = instance
    if let old, old.id != instance.id { return remove(old) }
    if isOutdated { return register() }
    return pause() + [.start(.expiry, RegistrationTimes.lifetime)] + report(.registered(address: address))
  }

  private mutating func refused(_ text: String) -> [ConversationAction<RegistrationEvent>] {
    pause() + report(.refused(text))
  }

  private func pause() -> [ConversationAction<RegistrationEvent>] {
    [.stop(.answer), .start(.next, RegistrationTimes.nextHeartbeat(random()))]
  }

  private mutating func change(_ attributes: [String: String]) -> [ConversationAction<RegistrationEvent>] {
    self.attributes = attributes
    (isOutdated, lastReport) = (true, nil)
    guard !isLost else { return report(.lost(reason: lossReason)) }
    return step == .idle && !isEnding ? register() : []
  }

  private mutating func expire() -> [ConversationAction<RegistrationEvent>] {
    registered = nil
    return report(.expired)
  }

  /// Takes the instance back behind whatever request is under way, so that no heartbeat can bring it back.
  private mutating func end() -> [ConversationAction<RegistrationEvent>] {
    guard !isEnding else { return [] }
    isEnding = true
    guard step == .idle else { return [] }
    guard let registered else { return finish(nil) }
    guard !isLost else { return finish(lossReason) }
    return [.stop(.next)] + remove(registered)
  }

  private mutating func finish(_ error: String?) -> [ConversationAction<RegistrationEvent>] {
    requests.giveUp() + [.stop(.next), .stop(.retry), .stop(.expiry), .report(.ended(error: error))]
  }

  private mutating func fail(_ reason: String) -> [ConversationAction<RegistrationEvent>] {
    lossReason = "\(requests.server): \(reason)"
    guard !isEnding else { return finish(lossReason) }
    let lost: [ConversationAction<RegistrationEvent>] = isLost ? [] : report(.lost(reason: lossReason))
    (isLost, step) = (true, .idle)
    return requests.giveUp() + [.stop(.next)] + lost + [.start(.retry, backoff.next(random()))]
  }

  /// Reports what is not what was reported last.
  private mutating func report(_ report: RegistrationEvent) -> [ConversationAction<RegistrationEvent>] {
    defer { lastReport = report }
    return report == lastReport ? [] : [.report(report)]
  }
}
