import Discovery
import TestSupport
import Testing

@testable import Discoverd

@Suite("The watch of a service of version 2")
struct HTTPWatchTests {
  private typealias Action = ConversationAction<WatchReport>
  private let peers: [DiscoverdAddress]
  private static let unknown = #"{"code":"object_not_found","message":"service not found: \"x\"","retry":false}"#

  init() throws { peers = try DiscoverdAddress.list("10.0.0.1,10.0.0.2") }

  private func conversation(_ name: String) -> HTTPWatchConversation {
    HTTPWatchConversation(name, peers: peers) { 0.5 }
  }

  private func reports(_ actions: [Action]) -> [String] { actions.compactMap { $0.report?.text } }

  /// A watch that has asked for the instances of a service without any, and for its stream, which has the number 2.
  private func streaming(_ name: String) -> HTTPWatchConversation {
    var watch = conversation(name)
    #expect(watch.receive(.started).compactMap(\.request).map(\.request.path) == ["/services/\(name)/instances"])
    let actions = watch.receive(status: 404, Self.unknown, of: 1)
    #expect(actions.compactMap(\.request).map(\.request.path) == ["/services/\(name)"])
    #expect(actions.compactMap(\.request).first?.request.accept == "text/event-stream" && reports(actions) == ["[]"])
    return watch
  }

  private func instance(_ port: Int, _ index: UInt64, _ attributes: [String: String] = [:]) -> HTTPInstance {
    HTTPInstance(address: "10.0.0.9:\(port)", attributes: attributes, index: index)
  }

  private func event(_ kind: String, _ instance: HTTPInstance? = nil, of service: String = "api") -> [UInt8] {
    Array("data: ".utf8) + JSONValue.encode(HTTPEvent(service: service, kind: kind, instance: instance))
      + Array("\n\n".utf8)
  }

  private let streamHead = HTTPReplyHead(status: 200, headers: ["content-type": "text/event-stream; charset=utf-8"])

  /// A watch of `api` that follows a stream with these instances, the first of which leads.
  private func following(_ instances: HTTPInstance...) -> HTTPWatchConversation {
    var watch = streaming("api")
    _ = watch.receive(.replied(2, streamHead))
    for instance in instances { _ = watch.receive(.received(2, event("up", instance))) }
    _ = watch.receive(.received(2, event("leader", instances.first)))
    _ = watch.receive(.received(2, event("current")))
    return watch
  }

  @Test(
    "a recorded stream, cut at random, gives the sets that its timeline shows",
    arguments: [
      (
        "03-sse-service", "live",
        [
          "[127.0.0.1:9101 49]", "[127.0.0.1:9101 49, 127.0.0.1:9102 50 v=1]",
          "[127.0.0.1:9101 49, 127.0.0.1:9102 50 v=2]", "[127.0.0.1:9102 50 v=2]",
          "[127.0.0.1:9102 50 v=2, 127.0.0.1:9101 54]", "[127.0.0.1:9102 50 v=2]", "[]",
        ]
      ),
      (
        "03-sse-service-late", "live",
        [
          "[127.0.0.1:9101 49, 127.0.0.1:9102 50 v=1]", "[127.0.0.1:9101 49, 127.0.0.1:9102 50 v=2]",
          "[127.0.0.1:9102 50 v=2]", "[127.0.0.1:9102 50 v=2, 127.0.0.1:9101 54]", "[127.0.0.1:9102 50 v=2]", "[]",
        ]
      ),
      ("03-sse-noaccept", "live", nil), ("03-sse-unknown-service", "nothere", nil), ("08-follower-sse", "r", nil),
      ("07-delete-service-sse", "del", nil),
    ])
  func recorded(name: String, service: String, expected: [String]?) throws {
    var generator = SeededGenerator(seed: 1)
    let octets = try recordingV2("\(name).s2c")
    let whole = try reported(service, [octets])
    for _ in 0..<50 {
      let seen = try reported(service, pieces(octets, &generator))
      #expect(seen.last == whole.last)
      var rest = (expected ?? seen)[...]
      for set in seen {
        let index = rest.firstIndex(of: set)
        #expect(index != nil || set == "[]", "\(set) is none of those expected")
        if let index { rest = rest[(index + 1)...] }
      }
      if let expected { #expect(seen.last == expected.last) }
    }
  }

  /// What a watch reports of a recorded stream, the sets alone.
  private func reported(_ service: String, _ pieces: [[UInt8]]) throws -> [String] {
    var watch = streaming(service)
    let actions = watch.receive(try replyParts(pieces), of: 2) + watch.receive(.timer(.settle))
    return reports(actions).filter { !$0.hasPrefix("lost") }
  }

  @Test("a manual leader leads whatever its age, and nobody takes over when it goes")
  func manual() throws {
    var watch = streaming("man")
    let parts = try replyParts([try recordingV2("05-manual-leader-sse.s2c")])
    var leaders: [String] = []
    for part in parts {
      let actions = watch.receive([part], of: 2)
      for case .report(.event(.current(let set))) in actions {
        leaders.append(set.leader?.endpoint.description ?? "none")
      }
    }
    for case .report(.event(.current(let set))) in watch.receive(.timer(.settle)) {
      leaders.append(set.leader?.endpoint.description ?? "none")
      #expect(set.instances.map(\.endpoint.port) == [9202])
    }
    #expect(leaders == ["127.0.0.1:9202", "127.0.0.1:9201", "none"])
  }

  @Test("a stream whose server says that it was too slow is asked for again, and nothing is lost")
  func slow() throws {
    var watch = following(instance(1, 1))
    let tail = try recordingV2("10-slow-subscriber.s2c.tail")
    let text = String(decoding: tail, as: UTF8.self)
    let error = try #require(text.firstMatch(of: #/event: error\ndata: [^\n]*\n\n/#))
    let actions = watch.receive(.received(2, Array(error.0.utf8)))
    #expect(
      reports(actions) == [
        "lost: 10.0.0.1:1111: the server refuses: discoverd: channel send failed due to blocked receiver"
      ])
    let again = watch.receive(.timer(.retry))
    #expect(again.compactMap(\.request).map(\.address) == [peers[1]])
  }

  @Test("of many instances none is streamed: the original server stops for good beyond 64 events")
  func many() {
    var watch = conversation("api")
    _ = watch.receive(.started)
    let list = (1...63).map { instance($0, UInt64($0)) }
    let asked = watch.receive(status: 200, String(decoding: JSONValue.encode(list), as: UTF8.self), of: 1)
    #expect(asked.compactMap(\.request).map(\.request.path) == ["/services/api/leader"])
    let leader = String(decoding: JSONValue.encode(list[0]), as: UTF8.self)
    let told = watch.receive(status: 200, leader, of: 2)
    #expect(reports(told).count == 1 && told.contains(.start(.next, .seconds(1))))
    #expect(told.compactMap(\.request).isEmpty)
    #expect(watch.receive(.timer(.next)).compactMap(\.request).map(\.request.path) == ["/services/api/instances"])
    let few = String(decoding: JSONValue.encode(Array(list.prefix(3))), as: UTF8.self)
    let streamed = watch.receive(status: 200, few, of: 3)
    #expect(streamed.compactMap(\.request).map(\.request.path) == ["/services/api"])
    #expect(reports(streamed) == [])
  }

  @Test("after a reconnect what vanished is gone, who leads is known, and what stayed never blinked")
  func reconnect() {
    var watch = following(instance(1, 1), instance(2, 2), instance(3, 3))
    let lost = watch.receive(.closed(2, reason: "reset"))
    #expect(reports(lost) == ["lost: 10.0.0.1:1111: reset"])
    #expect(watch.receive(.timer(.retry)).compactMap(\.request).map(\.address) == [peers[1]])
    let number = 3
    let list = String(decoding: JSONValue.encode([instance(2, 2)]), as: UTF8.self)
    #expect(reports(watch.receive(status: 200, list, of: number)) == [])
    _ = watch.receive(.replied(number + 1, streamHead))
    #expect(reports(watch.receive(.received(number + 1, event("up", instance(2, 2))))) == [])
    #expect(reports(watch.receive(.received(number + 1, event("leader", instance(2, 2))))) == [])
    #expect(reports(watch.receive(.received(number + 1, event("current")))) == ["[10.0.0.9:2 2]"])
  }

  @Test("a leader that went while the server was away leads no longer")
  func leaderGone() {
    var watch = following(instance(2, 2), instance(1, 1))
    _ = watch.receive(.closed(2, reason: "reset"))
    _ = watch.receive(.timer(.retry))
    _ = watch.receive(status: 200, String(decoding: JSONValue.encode([instance(1, 1)]), as: UTF8.self), of: 3)
    _ = watch.receive(.replied(4, streamHead))
    _ = watch.receive(.received(4, event("up", instance(1, 1))))
    guard case .event(.current(let set)) = watch.receive(.received(4, event("current"))).compactMap(\.report).first
    else {
      return #expect(Bool(false))
    }
    #expect(set.leader == nil && set.instances.count == 1)
  }

  @Test("a leader that goes and the one that follows it are told of together")
  func settles() {
    var watch = following(instance(1, 1), instance(2, 2))
    let down = watch.receive(.received(2, event("down", instance(1, 1))))
    #expect(reports(down) == [] && down.contains(.start(.settle, .milliseconds(100))))
    #expect(reports(watch.receive(.received(2, event("leader", instance(2, 2))))) == ["[10.0.0.9:2 2]"])
    #expect(reports(watch.receive(.timer(.settle))) == [])
  }

  @Test("two protocols at one address are one instance, which is there until both are gone")
  func protocols() {
    var watch = following(instance(1, 1), instance(1, 2, ["proto": "http"]))
    #expect(
      reports(watch.receive(.received(2, event("down", instance(1, 1)))) + watch.receive(.timer(.settle)))
        == ["[10.0.0.9:1 2 proto=http]"])
    #expect(reports(watch.receive(.received(2, event("down", instance(1, 2, ["proto": "http"]))))) == ["[]"])
  }

  @Test("redirections are followed with all headers, and not for ever")
  func redirects() {
    var watch = conversation("api")
    _ = watch.receive(.started)
    for number in 1...5 {
      let head = HTTPReplyHead(
        status: 307, headers: ["location": "http://10.0.0.7:1111/services/api/instances?\(number)"])
      let actions = watch.receive(.replied(number, head))
      #expect(actions.first == .close(number))
      #expect(actions.compactMap(\.request).map(\.address.description) == ["10.0.0.7:1111"])
      #expect(actions.compactMap(\.request).first?.request.accept == "application/json")
    }
    let head = HTTPReplyHead(status: 307, headers: ["location": "http://10.0.0.7:1111/services/api/instances"])
    #expect(reports(watch.receive(.replied(6, head))) == ["lost: 10.0.0.7:1111: more than 5 redirections"])
  }

  @Test("the recorded redirection of a proxy is followed")
  func recordedRedirect() throws {
    var watch = conversation("r")
    _ = watch.receive(.started)
    let parts = try replyParts([try recordingV2("08-redirect-proxy.s2c")], requests: 4)
    let actions = watch.receive([parts[0]], of: 1)
    #expect(actions.compactMap(\.request).map(\.address.description) == ["127.0.0.1:31113"])
    #expect(actions.compactMap(\.request).map(\.request.path) == ["/services/r/instances"])
  }

  @Test("peers that a reply names are learned, and tried when those that were named fail")
  func learns() {
    var watch = conversation("api")
    _ = watch.receive(.started)
    let head = HTTPReplyHead(
      status: 503, headers: ["content-type": "application/json", "discoverd-peers": "10.0.0.1:1111,10.0.0.3:1111"])
    _ = watch.receive(.replied(1, head))
    _ = watch.receive(.finished(1))
    var asked: Set<String> = []
    for _ in 0..<3 {
      for request in watch.receive(.timer(.retry)).compactMap(\.request) {
        asked.insert(request.address.description)
        _ = watch.receive(.closed(request.number, reason: "refused"))
      }
    }
    #expect(asked == ["10.0.0.1:1111", "10.0.0.2:1111", "10.0.0.3:1111"])
  }

  @Test("a stream without a sign of life is dead; a comment is one")
  func silence() {
    var watch = following(instance(1, 1))
    #expect(watch.receive(.received(2, Array(":\n".utf8))).contains(.start(.answer, .seconds(75))))
    #expect(reports(watch.receive(.timer(.answer))) == ["lost: 10.0.0.1:1111: no sign of life within 75.0 seconds"])
  }

  @Test(
    "what is no stream of events ends the stream with a reason, once",
    arguments: ["data: nonsense\n\n", "data: {\"service\":5}\n\n", String(repeating: "x", count: 2 << 20)])
  func nonsense(text: String) {
    var watch = following(instance(1, 1))
    let actions = watch.receive(.received(2, Array(text.utf8)))
    #expect(reports(actions).count == 1 && reports(actions)[0].hasPrefix("lost: 10.0.0.1:1111: "))
    #expect(watch.receive(.received(2, Array(text.utf8))).isEmpty)
  }

  @Test("what is odd is said once and passed over: another service, an unknown kind, an address that is none")
  func oddities() {
    var watch = following(instance(1, 1))
    var bad = instance(2, 2)
    bad.addr = "127.0.0.1:http"
    let odd = [event("up", instance(5, 5), of: "other"), event("zzz"), event("up", bad), event("zzz")]
    let seen = odd.flatMap { reports(watch.receive(.received(2, $0))) }
    #expect(seen.count == 3 && seen.allSatisfy { $0.hasPrefix("odd: ") })
  }
}
