/// The requests of one conversation, one at a time: numbers them, follows redirections, gathers replies, and knows the peers.
struct HTTPRequests: Sendable {
  private var peers: PeerList
  private var number: Int
  /// Whether the last request is under way.
  private var isOpen = false
  private var request: HTTPRequest?
  private var head: HTTPReplyHead?
  private var body: [UInt8] = []
  private var hops = 0
  /// Where the last request went.
  private(set) var server: DiscoverdAddress

  /// A redirection leads to the leader of a cluster, or through one proxy to it; more go in circles.
  static let maximumHops = 5
  /// Octets of the largest body: a hundred thousand instances.
  static let maximumBody = 32 << 20

  /// Requests to a cluster of `peers`, at least one, numbered from `firstNumber`.
  init(_ peers: [DiscoverdAddress], firstNumber: Int) {
    self.peers = PeerList(peers)
    (number, server) = (firstNumber - 1, self.peers.current)
  }

  /// What an event means for the request under way.
  enum Outcome: Equatable {
    /// The reply begins, and is no redirection.
    case head(HTTPReplyHead)
    /// Octets of a reply that is a stream.
    case octets([UInt8])
    case reply(HTTPReply)
    case failure(String)
  }

  /// Sends a request to the peer whose turn it is; its reply is to begin within `time`.
  mutating func send<Report>(_ request: HTTPRequest, answerWithin time: Duration) -> [ConversationAction<Report>] {
    (self.request, hops, server) = (request, 0, peers.current)
    return send() + [.start(.answer, time)]
  }

  /// Takes in an event: what to do because of it, and what it means. Events of earlier requests mean nothing.
  mutating func receive<Report, Asked>(
    _ event: ConversationEvent<Asked>
  ) -> (actions: [ConversationAction<Report>], outcome: Outcome?) {
    guard isOpen else { return ([], nil) }
    switch event {
    case .replied(number, let head): return receive(head)
    case .received(number, let octets): return ([], receive(octets))
    case .finished(number):
      guard let head else { return ([], nil) }
      isOpen = false
      return ([], .reply(HTTPReply(head: head, body: body)))
    case .closed(number, let reason):
      isOpen = false
      return ([], .failure(reason))
    default: return ([], nil)
    }
  }

  /// Gives up the request under way, if there is one, and turns to the next peer.
  mutating func giveUp<Report>() -> [ConversationAction<Report>] {
    defer { isOpen = false }
    peers.advance()
    return (isOpen ? [.close(number)] : []) + [.stop(.answer)]
  }

  private mutating func send<Report>() -> [ConversationAction<Report>] {
    number += 1
    (head, body, isOpen) = (nil, [], true)
    return request.map { [.request(number, server, $0)] } ?? []
  }

  private mutating func receive<Report>(
    _ head: HTTPReplyHead
  ) -> (actions: [ConversationAction<Report>], outcome: Outcome?) {
    peers.learn(head)
    self.head = head
    guard (300..<400).contains(head.status) else { return ([], .head(head)) }
    guard hops < Self.maximumHops else { return ([], .failure("more than \(Self.maximumHops) redirections")) }
    guard let (address, path) = head.redirection else { return ([], .failure("a redirection to nowhere")) }
    hops += 1
    server = address
    request?.path = path
    return ([.close(number)] + send(), nil)
  }

  private mutating func receive(_ octets: [UInt8]) -> Outcome? {
    guard head?.mediaType != HTTPRequest.eventStream else { return .octets(octets) }
    body += octets
    return body.count > Self.maximumBody ? .failure("a reply of more than \(Self.maximumBody) octets") : nil
  }
}
