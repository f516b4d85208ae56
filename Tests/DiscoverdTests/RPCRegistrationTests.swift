import Testing

@testable import Discoverd

@Suite("The registration of an instance")
struct RegistrationConversationTests {
  private typealias Action = ConversationAction<RegistrationEvent>
  private let peers: [DiscoverdAddress]

  init() throws { peers = try DiscoverdAddress.list("10.0.0.1") }

  private func conversation() -> RPCRegistrationConversation {
    RPCRegistrationConversation(RPCArguments(name: "api", address: ":80"), peers: peers) { 0.5 }
  }

  private func reply(_ id: Int, _ result: String = "\"10.0.0.9:80\"", error: String? = nil) -> [UInt8] {
    RPCReply(id: Array(String(id).utf8), result: Array(result.utf8), error: error).encoded
  }

  private func request(_ method: String, _ id: Int) -> String {
    "{\"method\":\"Agent.\(method)\",\"params\":[{\"Name\":\"api\",\"Addr\":\":80\",\"Attrs\":null}],\"id\":\(id)}\n"
  }

  /// A conversation whose registration number `id` is answered.
  private func registered() -> (talk: RPCRegistrationConversation, actions: [Action]) {
    var talk = conversation()
    _ = talk.receive(.started)
    _ = talk.receive(.opened(1))
    #expect(talk.receive(.received(1, RPCHandshake.reply)).compactMap(\.sent) == [request("Register", 0)])
    let actions = talk.receive(.received(1, reply(0)))
    return (talk, actions)
  }

  @Test("registers, then sends a heartbeat every five seconds with jitter, and reports the server's address once")
  func heartbeats() {
    var (talk, actions) = registered()
    #expect(
      actions == [
        .stop(.answer), .start(.next, .milliseconds(4750)), .start(.expiry, .seconds(10)),
        .report(.registered(address: "10.0.0.9:80")),
      ])
    #expect(talk.receive(.timer(.next)).compactMap(\.sent) == [request("Register", 1)])
    #expect(talk.receive(.received(1, reply(1))).compactMap(\.report).isEmpty)
  }

  @Test("after a loss it registers at once, not at the next heartbeat")
  func reconnect() {
    var (talk, _) = registered()
    let lost = talk.receive(.closed(1, reason: "reset"))
    #expect(lost.compactMap(\.report) == [.lost(reason: "10.0.0.1:1111: reset")])
    _ = talk.receive(.timer(.retry))
    #expect(talk.receive(.closed(2, reason: "refused")).compactMap(\.report).isEmpty)
    _ = talk.receive(.timer(.retry))
    _ = talk.receive(.opened(3))
    #expect(talk.receive(.received(3, RPCHandshake.reply)).compactMap(\.sent) == [request("Register", 1)])
    #expect(talk.receive(.received(3, reply(1))).compactMap(\.report) == [.registered(address: "10.0.0.9:80")])
  }

  @Test("a call without an answer means that the connection is dead")
  func silent() {
    var (talk, _) = registered()
    _ = talk.receive(.timer(.next))
    let actions = talk.receive(.timer(.answer))
    #expect(
      actions.first == .close(1)
        && actions.compactMap(\.report) == [.lost(reason: "10.0.0.1:1111: no answer within 5.0 seconds")])
  }

  @Test("unregistering is the last thing sent, behind a heartbeat under way")
  func unregister() {
    var (talk, _) = registered()
    _ = talk.receive(.timer(.next))
    #expect(talk.receive(.requested(.unregister)).isEmpty)
    #expect(talk.receive(.received(1, reply(1))).compactMap(\.sent) == [request("Unregister", 2)])
    #expect(talk.receive(.timer(.next)).isEmpty)
    let end = talk.receive(.received(1, reply(2, "{}")))
    #expect(end.suffix(2) == [.close(1), .report(.ended(error: nil))])
  }

  @Test(
    "unregistering without a server ends at once, and says so; one that does not answer is waited for as for any call")
  func unregisterLost() {
    var (lost, _) = registered()
    _ = lost.receive(.closed(1, reason: "reset"))
    #expect(lost.receive(.requested(.unregister)).last == .report(.ended(error: "10.0.0.1:1111: reset")))
    var (expired, _) = registered()
    _ = expired.receive(.closed(1, reason: "reset"))
    _ = expired.receive(.timer(.expiry))
    #expect(expired.receive(.requested(.unregister)).last == .report(.ended(error: nil)))
    var (silent, _) = registered()
    _ = silent.receive(.requested(.unregister))
    #expect(
      silent.receive(.timer(.answer)).last == .report(.ended(error: "10.0.0.1:1111: no answer within 5.0 seconds")))
  }

  @Test("a refusal is reported in the server's words, once, and tried again soon, before the instance expires")
  func refused() {
    var talk = conversation()
    _ = talk.receive(.started)
    _ = talk.receive(.received(1, RPCHandshake.reply))
    let actions = talk.receive(.received(1, reply(0, "{}", error: "discoverd: no")))
    #expect(
      actions.compactMap(\.report) == [.refused("discoverd: no")]
        && actions.contains(.start(.next, .milliseconds(75))))
    _ = talk.receive(.timer(.next))
    #expect(talk.receive(.received(1, reply(1, "{}", error: "discoverd: no"))).compactMap(\.report).isEmpty)
  }

  @Test("during an etcd outage, as it was recorded, the registration goes on within a second and keeps its age")
  func etcdOutage() throws {
    let replies = String(decoding: try recording("09-etcd-restart-publisher.s2c"), as: UTF8.self)
    let outage = try #require(replies.firstMatch(of: #/"error":("501[^\n]*)}/#))
    var (talk, _) = registered()
    _ = talk.receive(.timer(.next))
    let error = JSONValue.decode(String.self, Array(outage.1.utf8))
    let actions = talk.receive(.received(1, reply(1, "{}", error: error)))
    guard case .refused(let text) = actions.compactMap(\.report).first else { return #expect(Bool(false)) }
    #expect(text.hasPrefix("501: All the given peers are not reachable"))
    var pauses = Duration.zero
    for id in 2...4 {
      let again = talk.receive(.timer(.next))
      #expect(again.compactMap(\.sent) == [request("Register", id)])
      for case .start(.next, let pause) in talk.receive(.received(1, reply(id, "{}", error: error))) { pauses += pause }
    }
    #expect(pauses < .seconds(2))
    _ = talk.receive(.timer(.next))
    #expect(talk.receive(.received(1, reply(5))).compactMap(\.report) == [.registered(address: "10.0.0.9:80")])
  }

  @Test("an instance that no server has heard of for ten seconds has expired, and is told of once it is back")
  func expires() {
    var (talk, _) = registered()
    _ = talk.receive(.closed(1, reason: "reset"))
    #expect(talk.receive(.timer(.expiry)).compactMap(\.report) == [.expired])
    _ = talk.receive(.timer(.retry))
    _ = talk.receive(.opened(2))
    _ = talk.receive(.received(2, RPCHandshake.reply))
    #expect(talk.receive(.received(2, reply(1))).compactMap(\.report) == [.registered(address: "10.0.0.9:80")])
  }

  @Test("other attributes are sent at once, or behind the call under way, and are answered with a report of their own")
  func change() {
    var (talk, _) = registered()
    let sent = talk.receive(.requested(.change(["k": "v"]))).compactMap(\.sent)
    #expect(sent.count == 1 && sent[0].contains("\"Attrs\":{\"k\":\"v\"}"))
    #expect(talk.receive(.requested(.change(["k": "w"]))).isEmpty)
    let behind = talk.receive(.received(1, reply(1)))
    #expect(behind.compactMap(\.sent).count == 1 && behind.compactMap(\.report).isEmpty)
    #expect(talk.receive(.received(1, reply(2))).compactMap(\.report) == [.registered(address: "10.0.0.9:80")])
  }

  @Test(
    "what a server can't keep is refused before anything is sent",
    arguments: [
      ("", "10.0.0.1:80"), ("a/b", "10.0.0.1:80"), ("a", ""), ("a", "10.0.0.1"), ("a", "10.0.0.1:0"),
      ("a", "10.0.0.1:65536"), ("a", ":x"),
    ])
  func invalid(name: String, address: String) {
    #expect(throws: RegistrationError.self) { try Registration(name: name, address: address) }
  }
}
