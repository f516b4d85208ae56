import Discovery
import TestSupport
import Testing

@testable import Discoverd

@Suite("The watch of a service")
struct WatchConversationTests {
  private typealias Action = ConversationAction<WatchReport>
  private let peers: [DiscoverdAddress]

  init() throws { peers = try DiscoverdAddress.list("10.0.0.1,10.0.0.2") }

  private func conversation(_ name: String, call: Int = 0) -> RPCWatchConversation {
    RPCWatchConversation(name, peers: peers, call: call) { 0.5 }
  }

  private func reports(_ actions: [Action]) -> [String] { actions.compactMap { $0.report?.text } }

  @Test(
    "a recorded stream, cut at random, gives the sets that its timeline shows",
    arguments: [
      (
        "01-life-subscriber", "web", 0,
        [
          "[]", "[127.0.0.1:8001 4]", "[127.0.0.1:8001 4, 127.0.0.1:8002 5 id=2 zone=a]",
          "[127.0.0.1:8001 4, 127.0.0.1:8002 5 id=2 zone=b]", "[127.0.0.1:8002 5 id=2 zone=b]", "[]",
        ]
      ),
      (
        "01-life-late-subscriber", "web", 7,
        ["[127.0.0.1:8001 4, 127.0.0.1:8002 5 id=2 zone=b]", "[127.0.0.1:8002 5 id=2 zone=b]", "[]"]
      ), ("05-two-streams-one-connection", "m1", 0, ["[]", "[127.0.0.1:1 19 k=v]", "[]"]),
      ("05-two-streams-one-connection", "m2", 1, ["[]", "[127.0.0.1:2 20]", "[]"]),
      ("09-etcd-restart-subscriber", "er", 0, ["[]", "[127.0.0.1:1 4]"]),
      ("03-closestream-json", "cs", 5, ["[]", "[127.0.0.1:1 17]", "[]"]),
    ])
  func recorded(name: String, service: String, call: Int, expected: [String]) throws {
    let octets = try recording("\(name).s2c")
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<30 {
      var watch = conversation(service, call: call)
      _ = watch.receive(.started)
      #expect(watch.receive(.opened(1)).first?.sent?.hasPrefix("CONNECT /_goRPC_ HTTP/1.0\r\n") == true)
      var actions: [Action] = []
      for piece in pieces(octets, &generator) { actions += watch.receive(.received(1, piece)) }
      #expect(
        actions.compactMap(\.sent) == [
          "{\"method\":\"Agent.Subscribe\",\"params\":[{\"Name\":\"\(service)\",\"Addr\":\"\",\"Attrs\":null}],\"id\":\(call)}\n"
        ])
      // Several updates in one segment are one change, so that not every state need show; the order and the last do.
      let seen = reports(actions).filter { !$0.hasPrefix("odd") }
      #expect(seen.last == expected.last && isInOrder(seen, expected), "\(seen)")
    }
  }

  private func isInOrder(_ seen: [String], _ expected: [String]) -> Bool {
    var rest = expected[...]
    return seen.allSatisfy { state in
      guard let place = rest.firstIndex(of: state) else { return false }
      rest = rest[place...]
      return true
    }
  }

  /// A server's octets: the handshake and updates, with the marker where it says so.
  private func stream(_ updates: [InstanceUpdate], handshake: Bool = true) -> [UInt8] {
    (handshake ? RPCHandshake.reply : [])
      + updates.flatMap { RPCReply(id: Array("0".utf8), result: $0.encoded).encoded }
  }

  private func up(_ port: Int, _ created: UInt64) -> InstanceUpdate {
    InstanceUpdate(name: "api", address: "10.0.0.1:\(port)", isOnline: true, created: created)
  }

  /// Passes octets in after the handshake's reply, which a server sends in a segment of its own.
  private func feed(_ watch: inout RPCWatchConversation, _ number: Int, _ updates: [InstanceUpdate]) -> [Action] {
    watch.receive(.received(number, stream([]))) + watch.receive(.received(number, stream(updates, handshake: false)))
  }

  @Test("after a reconnect what vanished is gone and what stayed never blinked")
  func reconnect() {
    var watch = conversation("api")
    #expect(watch.receive(.started) == [.connect(1, peers[0]), .start(.answer, .seconds(5))])
    #expect(
      reports(feed(&watch, 1, [up(1, 1), up(2, 2), up(3, 3), .current])) == [
        "[10.0.0.1:1 1, 10.0.0.1:2 2, 10.0.0.1:3 3]"
      ])
    let lost = watch.receive(.closed(1, reason: "reset"))
    #expect(reports(lost) == ["lost: 10.0.0.1:1111: reset"] && lost.last == .start(.retry, .milliseconds(75)))
    #expect(watch.receive(.timer(.retry)).first == .connect(2, peers[1]))
    #expect(
      watch.receive(.closed(2, reason: "refused")) == [
        .close(2), .stop(.answer), .stop(.next), .start(.retry, .milliseconds(150)),
      ])
    _ = watch.receive(.timer(.retry))
    #expect(reports(feed(&watch, 3, [up(2, 2), up(4, 4)])) == [])
    #expect(
      reports(watch.receive(.received(3, stream([.current], handshake: false)))) == ["[10.0.0.1:2 2, 10.0.0.1:4 4]"])
  }

  @Test("a service that suddenly has nothing after a reconnect or a renewal is asked for three times more")
  func doubts() {
    var lost = conversation("api")
    _ = lost.receive(.started)
    _ = feed(&lost, 1, [up(1, 1), .current])
    _ = lost.receive(.closed(1, reason: "reset"))
    for number in 2...4 {
      _ = lost.receive(.timer(.retry))
      let actions = feed(&lost, number, [.current])
      #expect(reports(actions) == [] && actions.last == .start(.retry, .seconds(2)) && actions.contains(.close(number)))
    }
    _ = lost.receive(.timer(.retry))
    let believed = feed(&lost, 5, [.current])
    #expect(reports(believed) == ["[]"])
    // Whoever keeps services knows that it was asked for more than once.
    for case .report(.event(.current(let set))) in believed { #expect(set.isConfirmed) }
    var renewed = conversation("api")
    _ = renewed.receive(.started)
    _ = feed(&renewed, 1, [up(1, 1), .current])
    _ = renewed.receive(.timer(.next))
    #expect(feed(&renewed, 2, [.current]).last == .start(.next, .seconds(2)))
    // The subscription that is followed is alive: what it says is believed.
    let offline = InstanceUpdate(name: "api", address: "10.0.0.1:1", isOnline: false)
    #expect(reports(renewed.receive(.received(1, stream([offline], handshake: false)))) == ["[]"])
  }

  @Test("pauses double up to five seconds")
  func pauses() {
    var watch = conversation("api")
    _ = watch.receive(.started)
    var longest = Duration.zero
    for number in 1...20 {
      for case .start(.retry, let pause) in watch.receive(.closed(number, reason: "x")) {
        longest = max(longest, pause)
      }
      _ = watch.receive(.timer(.retry))
    }
    #expect(longest == .milliseconds(3750))
  }

  @Test("a subscription is replaced every minute, without a gap, and one that has gone deaf is found out")
  func renewal() {
    var watch = conversation("api")
    _ = watch.receive(.started)
    #expect(feed(&watch, 1, [up(1, 1), .current]).contains(.start(.next, .seconds(60))))
    #expect(watch.receive(.timer(.next)).first == .connect(2, peers[0]))
    #expect(reports(watch.receive(.received(1, stream([up(2, 2)], handshake: false)))).count == 1)
    let renewed = feed(&watch, 2, [up(2, 2), up(3, 3), .current])
    #expect(renewed.contains(.close(1)) && reports(renewed) == ["[10.0.0.1:2 2, 10.0.0.1:3 3]"])
    #expect(reports(watch.receive(.received(1, stream([up(9, 9)], handshake: false)))) == [])
    _ = watch.receive(.timer(.next))
    let failed = watch.receive(.timer(.answer))
    #expect(
      failed.contains(.close(2)) && failed.contains(.close(3))
        && reports(failed) == ["lost: 10.0.0.1:1111: no answer within 5.0 seconds"])
  }

  @Test(
    "nonsense ends the connection, with a reason",
    arguments: [
      "nonsense", "{}", "{\"id\":0,\"result\":{\"Name\":7},\"error\":null}",
      "{\"id\":0,\"result\":{},\"error\":\"no\"}", "{\"id\":0,\"result\":\"" + String(repeating: "x", count: 1 << 20),
    ])
  func nonsense(text: String) {
    var watch = conversation("api")
    _ = watch.receive(.started)
    _ = watch.receive(.received(1, RPCHandshake.reply))
    let actions = watch.receive(.received(1, Array(text.utf8)))
    #expect(
      actions.first == .close(1) && reports(actions).count == 1
        && reports(actions)[0].hasPrefix("lost: 10.0.0.1:1111: "))
    #expect(watch.receive(.received(1, Array(text.utf8))).isEmpty)
  }

  @Test("what is odd is said once and passed over: another service, no address, a duplicate, an unknown member")
  func oddities() {
    var watch = conversation("api")
    _ = watch.receive(.started)
    let other = InstanceUpdate(name: "other", address: "10.0.0.1:1", isOnline: true, created: 1)
    let bad = InstanceUpdate(name: "api", address: "10.0.0.1:99999", isOnline: true, created: 2)
    let actions = feed(&watch, 1, [up(1, 1), other, bad, other, up(1, 1), .current])
    #expect(reports(actions).count == 3 && reports(actions).last == "[10.0.0.1:1 1]")
    let unknown =
      "{\"id\":0,\"more\":[{}],\"result\":{\"Zzz\":1,\"Name\":\"api\",\"Addr\":\"10.0.0.1:5\",\"Online\":true,\"Attrs\":{},\"Created\":5},\"error\":null}"
    #expect(reports(watch.receive(.received(1, Array(unknown.utf8)))) == ["[10.0.0.1:1 1, 10.0.0.1:5 5]"])
    #expect(
      reports(
        watch.receive(
          .received(1, stream([InstanceUpdate(name: "api", address: "10.0.0.9:9", isOnline: false)], handshake: false)))
      ) == [])
  }
}
