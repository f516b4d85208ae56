internal import Discoverd
internal import Discovery

extension FuzzSubject {
  /// Replies and streams of discoverd's second version: an octet that chooses the conversation, one for the length of segments, then
  /// one reply after another, each with an octet for its status.
  package static let serverSentEvents = FuzzSubject("FuzzServerSentEvents") { octets in
    guard octets.count >= 2 else { return nil }
    let replies = HTTPReplies(octets.dropFirst(2), segment: Int(octets[1]))
    return octets[0] % 2 == 0 ? replies.complaintAboutWatching : replies.complaintAboutRegistering
  }
}

/// What a server replies to the requests of a conversation.
private struct HTTPReplies {
  private let parts: InputParts
  private let segment: Int
  private static let peers = (try? DiscoverdAddress.list("127.0.0.1:1111,127.0.0.2:1111")) ?? []
  private static let statuses = [200, 404, 503, 307, 409, 400, 429, 500]
  private static let types = ["application/json", "text/event-stream", "text/plain"]

  init(_ octets: some Collection<UInt8>, segment: Int) { (parts, self.segment) = (InputParts(octets), segment) }

  /// A watch: what it tells can be served.
  var complaintAboutWatching: String? {
    var talk = HTTPWatchConversation("api", peers: Self.peers, random: { 0.5 })
    var set: ServiceSet?
    for case .event(.current(let now)) in reports(of: &talk) { set = now }
    return set.flatMap { ShownServices.complaint(about: ["api": $0]) }
  }

  /// A registration: it ends once at most.
  var complaintAboutRegistering: String? {
    var talk = HTTPRegistrationConversation(
      "api", address: "10.0.3.1:80", attributes: ["a": "b"], peers: Self.peers, random: { 0.5 })
    let ends = reports(of: &talk).count { if case .ended = $0 { true } else { false } }
    return ends > 1 ? "it ends \(ends) times" : nil
  }

  /// Has a conversation until there are no replies left; whatever waits for a timer goes on at once.
  private func reports<Talk: Conversation>(of talk: inout Talk) -> [Talk.Report] {
    var (parts, reports) = (parts, [Talk.Report]())
    var actions = talk.receive(.started)
    while true {
      for case .report(let report) in actions { reports.append(report) }
      guard let event = Self.next(actions) else { return reports }
      switch event {
      case .request(let number, let request):
        guard let part = parts.next() else { return reports }
        actions = reply(part, to: request, number, &talk)
      case .timer(let timer): actions = talk.receive(.timer(timer))
      }
    }
  }

  private enum Next { case request(Int, HTTPRequest), timer(ConversationTimer) }

  /// The last request of some actions, or else the timer that goes on.
  private static func next<Report>(_ actions: [ConversationAction<Report>]) -> Next? {
    var next: Next?
    for action in actions {
      switch action {
      case .request(let number, _, let request): next = .request(number, request)
      case .start(let timer, _) where timer == .retry || timer == .next: next = next ?? .timer(timer)
      default: break
      }
    }
    return next
  }

  private func reply<Talk: Conversation>(
    _ part: [UInt8], to request: HTTPRequest, _ number: Int, _ talk: inout Talk
  ) -> [ConversationAction<Talk.Report>] {
    let choice = Int(part.first ?? 0)
    let type = request.accept == "application/json" ? Self.types[choice >> 3 & 1] : Self.types[1]
    let head = HTTPReplyHead(
      status: Self.statuses[choice & 7],
      headers: ["content-type": type, "location": "http://127.0.0.3/services", "discoverd-peers": "127.0.0.4:1111"])
    var actions = talk.receive(.replied(number, head))
    for octets in Array(part.dropFirst()).segments(of: segment) { actions += talk.receive(.received(number, octets)) }
    return actions + talk.receive(.finished(number))
  }
}
