internal import Discovery

/// One call of version 2's API: follows redirections, and goes on to the next peer where one fails, until time is up.
struct HTTPCallConversation: Conversation {
  typealias Request = Never

  /// The call's outcome; the only report.
  enum Report: Sendable, Equatable {
    case reply(HTTPReply)
    case failure(String)
  }

  private let request: HTTPRequest
  private let random: @Sendable () -> Double
  private let totalTime: Duration
  private var requests: HTTPRequests
  private var backoff = Backoff()
  private var lastFailure = "no answer"

  /// From the first try to the last. Go: the same.
  static let totalTime = Duration.seconds(10)

  /// A call to a cluster of `peers`, at least one, for `totalTime` at most; `random` gives numbers of 0 to 1.
  init(
    _ request: HTTPRequest, peers: [DiscoverdAddress], totalTime: Duration = Self.totalTime,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.request, self.random, self.totalTime) = (request, random, totalTime)
    requests = HTTPRequests(peers, firstNumber: 1)
  }

  mutating func receive(_ event: ConversationEvent<Never>) -> [ConversationAction<Report>] {
    switch event {
    case .started: return [.start(.expiry, totalTime)] + send()
    case .timer(.retry): return send()
    case .timer(.answer): return fail("no answer within \(RegistrationTimes.answer)")
    case .timer(.expiry): return end(.failure(lastFailure))
    default:
      let (actions, outcome): ([ConversationAction<Report>], HTTPRequests.Outcome?) = requests.receive(event)
      switch outcome {
      case .reply(let reply): return actions + receive(reply)
      case .failure(let reason): return actions + fail(reason)
      case .head, .octets, nil: return actions
      }
    }
  }

  private mutating func send() -> [ConversationAction<Report>] {
    requests.send(request, answerWithin: RegistrationTimes.answer)
  }

  private mutating func receive(_ reply: HTTPReply) -> [ConversationAction<Report>] {
    if case .failure(let reason) = reply.meaning { fail(reason) } else { end(.reply(reply)) }
  }

  private mutating func fail(_ reason: String) -> [ConversationAction<Report>] {
    lastFailure = "\(requests.server): \(reason)"
    return requests.giveUp() + [.start(.retry, backoff.next(random()))]
  }

  private mutating func end(_ report: Report) -> [ConversationAction<Report>] {
    requests.giveUp() + [.stop(.retry), .stop(.expiry), .report(report)]
  }
}
