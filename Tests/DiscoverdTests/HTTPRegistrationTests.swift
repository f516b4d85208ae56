import Testing

@testable import Discoverd

@Suite("The registration of an instance with version 2")
struct HTTPRegistrationTests {
  private typealias Action = ConversationAction<RegistrationEvent>
  private let peers: [DiscoverdAddress]
  private static let missing = #"{"code":"object_not_found","message":"service not found: \"api\"","retry":false}"#
  private static let id = "a010a13179d6df9a4ca485833002ee4d"

  init() throws { peers = try DiscoverdAddress.list("10.0.0.1,10.0.0.2") }

  private func conversation(_ attributes: [String: String] = [:]) -> HTTPRegistrationConversation {
    HTTPRegistrationConversation("api", address: "127.0.0.1:9001", attributes: attributes, peers: peers) { 0.5 }
  }

  private func requests(_ actions: [Action]) -> [String] {
    actions.compactMap(\.request).map { "\($0.request.method) \($0.request.path)" }
  }

  private func reports(_ actions: [Action]) -> [RegistrationEvent] { actions.compactMap(\.report) }

  /// A conversation whose first registration, number 1, is answered.
  private func registered(_ attributes: [String: String] = [:]) -> HTTPRegistrationConversation {
    var talk = conversation(attributes)
    _ = talk.receive(.started)
    #expect(reports(talk.receive(status: 200, "", of: 1)) == [.registered(address: "127.0.0.1:9001")])
    return talk
  }

  @Test("the id is the one that the server expects")
  func id() {
    #expect(HTTPInstance(address: "127.0.0.1:9001", attributes: [:]).id == Self.id)
    #expect(HTTPInstance.id(protocol: "http", address: "127.0.0.1:9002") == "50e0932cdd78b9efae423c462e27badf")
  }

  @Test("a service that is missing is made first, also by somebody else in the same moment; then heartbeats follow")
  func makesService() {
    var talk = conversation()
    #expect(requests(talk.receive(.started)) == ["PUT /services/api/instances/\(Self.id)"])
    #expect(requests(talk.receive(status: 404, Self.missing, of: 1)) == ["PUT /services/api"])
    let exists = #"{"code":"object_exists","message":"discoverd: service \"api\" already exists","retry":false}"#
    #expect(requests(talk.receive(status: 409, exists, of: 2)) == ["PUT /services/api/instances/\(Self.id)"])
    let actions = talk.receive(status: 200, "", of: 3)
    #expect(reports(actions) == [.registered(address: "127.0.0.1:9001")])
    #expect(actions.contains(.start(.next, .milliseconds(4750))) && actions.contains(.start(.expiry, .seconds(10))))
    #expect(requests(talk.receive(.timer(.next))) == ["PUT /services/api/instances/\(Self.id)"])
    #expect(reports(talk.receive(status: 200, "", of: 4)) == [])
  }

  @Test("what the server refuses for good is reported in its words; what may go better elsewhere is tried there")
  func refused() {
    var talk = conversation()
    _ = talk.receive(.started)
    let refusal = #"{"code":"validation_error","message":"discoverd: no","retry":false}"#
    #expect(reports(talk.receive(status: 400, refusal, of: 1)) == [.refused("discoverd: no")])
    var other = conversation()
    _ = other.receive(.started)
    let noLeader = #"{"code":"service_unavailable","message":"discoverd: no known leader","retry":true}"#
    let lost = other.receive(status: 503, noLeader, of: 1)
    #expect(reports(lost) == [.lost(reason: "10.0.0.1:1111: status 503: discoverd: no known leader")])
    #expect(other.receive(.timer(.retry)).compactMap(\.request).map(\.address) == [peers[1]])
  }

  @Test("the recorded replies of a cluster without a leader are read as what they are")
  func recordedNoLeader() throws {
    let parts = try replyParts([try recordingV2("09-no-leader.s2c")], requests: 5)
    let heads = parts.compactMap { part -> Int? in if case .head(let head) = part { head.status } else { nil } }
    #expect(heads.contains(503) && heads.contains(200))
  }

  @Test("a redirected registration is sent again whole, method and body")
  func redirected() {
    var talk = conversation(["k": "v"])
    let first = talk.receive(.started).compactMap(\.request)[0].request
    let head = HTTPReplyHead(
      status: 307, headers: ["location": "http://10.0.0.7:1111/services/api/instances/\(Self.id)"])
    let again = talk.receive(.replied(1, head)).compactMap(\.request)[0]
    #expect(again.request == first && again.address.description == "10.0.0.7:1111" && !first.body.isEmpty)
  }

  @Test("after a loss it registers at once; without a server for ten seconds it says that the instance has expired")
  func loss() {
    var talk = registered()
    _ = talk.receive(.timer(.next))
    #expect(reports(talk.receive(.closed(2, reason: "reset"))) == [.lost(reason: "10.0.0.1:1111: reset")])
    #expect(requests(talk.receive(.timer(.retry))).count == 1)
    #expect(reports(talk.receive(.timer(.expiry))) == [.expired])
    #expect(reports(talk.receive(status: 200, "", of: 3)) == [.registered(address: "127.0.0.1:9001")])
  }

  @Test("unregistering is the last thing sent, behind a heartbeat under way")
  func unregister() {
    var talk = registered()
    _ = talk.receive(.timer(.next))
    #expect(talk.receive(.requested(.unregister)).isEmpty)
    #expect(requests(talk.receive(status: 200, "", of: 2)) == ["DELETE /services/api/instances/\(Self.id)"])
    #expect(talk.receive(.timer(.next)).isEmpty)
    #expect(talk.receive(status: 200, "", of: 3).last == .report(.ended(error: nil)))
  }

  @Test("an address without host is refused before anything is sent, since the server would take it")
  func bareAddress() {
    var talk = HTTPRegistrationConversation("api", address: ":80", attributes: [:], peers: peers) { 0.5 }
    let actions = talk.receive(.started)
    #expect(actions == [.report(.refused("':80': version 2 needs a host; set EXTERNAL_IP"))])
    #expect(talk.receive(.requested(.unregister)).last == .report(.ended(error: nil)))
  }

  @Test("a registration that is tried again while it ends is taken back, and one that may be left says so")
  func endsWhileLost() {
    var talk = registered()
    _ = talk.receive(.timer(.next))
    _ = talk.receive(.closed(2, reason: "reset"))
    var left = talk
    #expect(left.receive(.requested(.unregister)).last == .report(.ended(error: "10.0.0.1:1111: reset")))
    #expect(requests(talk.receive(.timer(.retry))).count == 1)
    #expect(talk.receive(.requested(.unregister)).isEmpty)
    #expect(requests(talk.receive(status: 200, "", of: 3)) == ["DELETE /services/api/instances/\(Self.id)"])
  }

  @Test("other attributes while the server is gone are answered with that, and sent when it is back")
  func changeWhileLost() {
    var talk = registered()
    _ = talk.receive(.timer(.next))
    _ = talk.receive(.closed(2, reason: "reset"))
    _ = talk.receive(.timer(.expiry))
    #expect(reports(talk.receive(.requested(.change(["k": "v"])))) == [.lost(reason: "10.0.0.1:1111: reset")])
    let again = talk.receive(.timer(.retry)).compactMap(\.request)
    #expect(String(decoding: again[0].request.body, as: UTF8.self).contains("\"k\":\"v\""))
  }

  @Test("other attributes are sent at once; another protocol is another id, and the old one is taken back")
  func change() {
    var talk = registered(["k": "v"])
    let changed = talk.receive(.requested(.change(["k": "w"])))
    #expect(requests(changed) == ["PUT /services/api/instances/\(Self.id)"])
    #expect(String(decoding: changed.compactMap(\.request)[0].request.body, as: UTF8.self).contains("\"k\":\"w\""))
    #expect(reports(talk.receive(status: 200, "", of: 2)) == [.registered(address: "127.0.0.1:9001")])
    let id = HTTPInstance.id(protocol: "http", address: "127.0.0.1:9001")
    #expect(requests(talk.receive(.requested(.change(["proto": "http"])))) == ["PUT /services/api/instances/\(id)"])
    #expect(requests(talk.receive(status: 200, "", of: 3)) == ["DELETE /services/api/instances/\(Self.id)"])
  }
}
