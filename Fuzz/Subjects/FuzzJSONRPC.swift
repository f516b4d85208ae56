internal import Discoverd
internal import Discovery

extension FuzzSubject {
  /// The stream of discoverd's first version: an octet that chooses the conversation, one for the length of segments, then what the
  /// peer says.
  package static let jsonRPC = FuzzSubject("FuzzJSONRPC") { octets in
    guard octets.count >= 2 else { return nil }
    let (segment, said) = (Int(octets[1]), Array(octets[2...]))
    return octets[0] % 2 == 0
      ? JSONRPCTalk.complaint(aboutWatching: said, segment: segment)
      : JSONRPCTalk.complaint(aboutRegistering: said, segment: segment)
  }
}

/// The conversations in JSON-RPC.
private enum JSONRPCTalk {
  private static let peers = (try? [DiscoverdAddress("127.0.0.1:1111")]) ?? []

  /// A watch: what it tells does not depend on where the stream is cut, and can be served.
  static func complaint(aboutWatching said: [UInt8], segment: Int) -> String? {
    let (whole, cut) = (watch([said]), watch(said.segments(of: segment)))
    guard let (set, isLost) = whole else { return nil }
    if !isLost, let cut, cut.set != set { return "another set in segments: \(set) and \(cut.set)" }
    return ShownServices.complaint(about: ["api": set])
  }

  private static func watch(_ segments: [[UInt8]]) -> (set: ServiceSet, isLost: Bool)? {
    var talk = RPCWatchConversation("api", peers: peers, random: { 0.5 })
    var reports: [WatchReport] = []
    let events: [ConversationEvent<Never>] = [.started, .opened(1)] + segments.map { .received(1, $0) }
    for event in events {
      for case .report(let report) in talk.receive(event) { reports.append(report) }
    }
    var (set, isLost): (ServiceSet?, Bool) = (nil, false)
    for case .event(let event) in reports {
      if case .current(let now) = event { set = now }
      if case .lost = event { isLost = true }
    }
    return set.map { ($0, isLost) }
  }

  /// A registration: it ends when it is asked to, whatever the server has said.
  static func complaint(aboutRegistering said: [UInt8], segment: Int) -> String? {
    var talk = RPCRegistrationConversation(
      RPCArguments(name: "api", address: "10.0.3.1:80", attributes: ["a": "b"]), peers: peers, random: { 0.5 })
    let heard: [ConversationEvent<RegistrationRequest>] = said.segments(of: segment).map { .received(1, $0) }
    let end: [ConversationEvent<RegistrationRequest>] = [
      .timer(.next), .requested(.change(["c": "d"])), .timer(.expiry), .requested(.unregister), .timer(.answer),
    ]
    for event in [.started, .opened(1)] + heard + end {
      for case .report(.ended) in talk.receive(event) { return nil }
    }
    return "it does not end"
  }
}
