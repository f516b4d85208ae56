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
  private var peers: PeerList
  private var count = 0
  private var exchange: HTTPExchange?
  private var backoff = Backoff()
  private var lastFailure = "no answer"

  /// From the first try to the last. Go: the same.
  static let totalTime = Duration.seconds(10)

  /// A call to a cluster of `peers`, at least one; `random` gives numbers of 0 to 1.
  init(
    _ request: HTTPRequest, peers: [DiscoverdAddress],
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) { (self.request, self.peers, self.random) = (request, PeerList(peers), random) }

  mutating func receive(_ event: ConversationEvent<Never>) -> [ConversationAction<Report>] {
    do throws(HTTPExchangeError) {
      switch event {
      case .started: return [.start(.expiry, Self.totalTime)] + send(HTTPExchange(request, at: peers.current))
      case .timer(.retry): return send(HTTPExchange(request, at: peers.current))
      case .replied(let number, let head): return number == count ? try replied(head) : []
      case .received(let number, let octets):
        if number == count { try exchange?.receive(octets) }
        return []
      case .finished(let number): return number == count ? finished() : []
      case .closed(let number, let reason): return number == count ? fail(reason) : []
      case .timer(.answer): return fail("no answer within \(RegistrationTimes.answer)")
      case .timer(.expiry): return end(.failure(lastFailure))
      case .opened, .timer(.next), .timer(.settle): return []
      }
    } catch {
      return fail(error.reason)
    }
  }

  private mutating func send(_ exchange: HTTPExchange) -> [ConversationAction<Report>] {
    count += 1
    self.exchange = exchange
    return [.request(count, exchange.address, exchange.request), .start(.answer, RegistrationTimes.answer)]
  }

  private mutating func replied(_ head: HTTPReplyHead) throws(HTTPExchangeError) -> [ConversationAction<Report>] {
    guard var exchange else { return [] }
    peers.learn(head)
    let step = try exchange.receive(head)
    self.exchange = exchange
    return step == .again ? [.close(count)] + send(exchange) : []
  }

  private mutating func finished() -> [ConversationAction<Report>] {
    guard let reply = exchange?.reply else { return [] }
    if case .failure(let reason) = reply.meaning { return fail(reason) }
    return end(.reply(reply))
  }

  private mutating func fail(_ reason: String) -> [ConversationAction<Report>] {
    lastFailure = "\(exchange?.address ?? peers.current): \(reason)"
    peers.advance()
    let close = ConversationAction<Report>.close(count)
    count += 1
    return [close, .stop(.answer), .start(.retry, backoff.next(random()))]
  }

  private mutating func end(_ report: Report) -> [ConversationAction<Report>] {
    defer { count += 1 }
    return [.close(count), .stop(.answer), .stop(.retry), .stop(.expiry), .report(report)]
  }
}
