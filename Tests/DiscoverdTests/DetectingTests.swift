import Discovery
import Testing

@testable import Discoverd

@Suite("Which version a discoverd is")
struct DetectingTests {
  private typealias Talk = DetectingConversation<RPCWatchConversation, HTTPWatchConversation>
  private static let notFound = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"

  private func conversation() throws -> Talk {
    let peers = try DiscoverdAddress.list("10.0.0.1")
    return DetectingConversation(
      rpc: { RPCWatchConversation("api", peers: peers, firstNumber: $0) { 0.5 } },
      http: { HTTPWatchConversation("api", peers: peers, firstNumber: $0) { 0.5 } },
      isSuccess: { if case .event(.current) = $0 { true } else { false } })
  }

  @Test("a server that refuses the first version's handshake in HTTP is asked in the second version, with a new number")
  func switches() throws {
    var talk = try conversation()
    let start = talk.receive(.started)
    guard case .connect(1, _) = start.first else { return #expect(Bool(false), "\(start)") }
    #expect(talk.receive(.opened(1)).compactMap(\.sent).first?.hasPrefix("CONNECT ") == true)
    let actions = talk.receive(.received(1, Array(Self.notFound.utf8)))
    #expect(actions.first == .close(1) && actions.compactMap(\.report).isEmpty)
    #expect(actions.compactMap(\.request).map(\.number) == [2])
    let missing = #"{"code":"object_not_found","message":"service not found","retry":false}"#
    #expect(talk.receive(status: 404, missing, of: 2).compactMap { $0.report?.text } == ["[]"])
  }

  @Test("a first version that takes the second one's place is found, and the other way round")
  func replaced() throws {
    var talk = try conversation()
    _ = talk.receive(.started)
    _ = talk.receive(.received(1, Array(Self.notFound.utf8)))
    let missing = #"{"code":"object_not_found","message":"service not found","retry":false}"#
    _ = talk.receive(status: 404, missing, of: 2)
    #expect(talk.receive(.closed(3, reason: "reset")).compactMap { $0.report?.text } == ["lost: 10.0.0.1:1111: reset"])
    let asked = talk.receive(.timer(.retry)).compactMap(\.request)
    let back = talk.receive(
      status: 404, "404 page not found\n", of: asked[0].number, headers: ["content-type": "text/plain"])
    #expect(back.contains { if case .connect = $0 { true } else { false } })
  }

  @Test("a server that is neither is lost, with a pause between the attempts, and never asked in a circle")
  func neither() throws {
    var talk = try conversation()
    _ = talk.receive(.started)
    let switched = talk.receive(.received(1, Array(Self.notFound.utf8)))
    let number = switched.compactMap(\.request)[0].number
    let lost = talk.receive(status: 404, "404 page not found\n", of: number, headers: ["content-type": "text/plain"])
    #expect(lost.compactMap { $0.report?.text } == ["lost: 10.0.0.1:1111: no discoverd of version 2: status 404"])
    #expect(lost.contains { if case .start(.retry, _) = $0 { true } else { false } })
    #expect(!lost.contains { if case .connect = $0 { true } else { false } })
  }

  @Test("what was asked of a registration is not forgotten with the version")
  func keepsRequests() throws {
    let peers = try DiscoverdAddress.list("10.0.0.1")
    var talk = DetectingConversation(
      rpc: {
        RPCRegistrationConversation(RPCArguments(name: "api", address: "10.0.0.9:80"), peers: peers, firstNumber: $0)
      },
      http: {
        HTTPRegistrationConversation("api", address: "10.0.0.9:80", attributes: [:], peers: peers, firstNumber: $0)
      },
      isSuccess: { if case .registered = $0 { true } else { false } })
    _ = talk.receive(.started)
    _ = talk.receive(.requested(.change(["k": "v"])))
    let actions = talk.receive(.received(1, Array(Self.notFound.utf8)))
    let bodies = actions.compactMap(\.request).map { String(decoding: $0.request.body, as: UTF8.self) }
    #expect(bodies.count == 1 && bodies[0].contains("\"k\":\"v\""))
  }

  @Test("a probe tells the versions apart, and takes no other server for a discoverd")
  func probe() throws {
    func outcome(_ feed: (inout ProbeConversation) -> [ConversationAction<DiscoverdAPI?>]) throws -> [DiscoverdAPI?] {
      var probe = ProbeConversation(try DiscoverdAddress("10.0.0.1"))
      _ = probe.receive(.started)
      _ = probe.receive(.opened(1))
      return feed(&probe).compactMap(\.report)
    }
    #expect(try outcome { $0.receive(.received(1, RPCHandshake.reply)) } == [.v1])
    #expect(try outcome { $0.receive(.closed(1, reason: "refused")) } == [nil])
    #expect(try outcome { $0.receive(.received(1, Array("SSH-2.0-OpenSSH\r\n".utf8))) } == [nil])
    let ping = HTTPReplyHead(status: 200, headers: ["discoverd-index": "3"])
    #expect(
      try outcome { $0.receive(.received(1, Array(Self.notFound.utf8))) + $0.receive(.replied(2, ping)) } == [.v2])
    let web = HTTPReplyHead(status: 200, headers: ["server": "nginx"])
    #expect(
      try outcome { $0.receive(.received(1, Array(Self.notFound.utf8))) + $0.receive(.replied(2, web)) } == [nil])
  }
}

@Suite("Calls and connections")
struct CallTests {
  @Test("a call goes on to the next peer, follows redirections, and ends in time")
  func call() throws {
    let peers = try DiscoverdAddress.list("10.0.0.1,10.0.0.2")
    var call = HTTPCallConversation(HTTPRequest("DELETE", "/services/a"), peers: peers) { 0.5 }
    #expect(call.receive(.started).compactMap(\.request).map(\.address) == [peers[0]])
    _ = call.receive(.closed(1, reason: "refused"))
    let second = call.receive(.timer(.retry)).compactMap(\.request)[0]
    #expect(second.address == peers[1])
    let head = HTTPReplyHead(status: 307, headers: ["location": "http://10.0.0.3:1111/services/a"])
    let third = call.receive(.replied(second.number, head)).compactMap(\.request)[0]
    #expect(third.address.description == "10.0.0.3:1111" && third.request.method == "DELETE")
    guard case .reply(let reply) = call.receive(status: 200, "", of: third.number).compactMap(\.report).first else {
      return #expect(Bool(false))
    }
    #expect(reply.meaning == .success)
    var silent = HTTPCallConversation(HTTPRequest("GET", "/ping"), peers: peers) { 0.5 }
    _ = silent.receive(.started)
    _ = silent.receive(.timer(.answer))
    #expect(
      silent.receive(.timer(.expiry)).compactMap(\.report) == [
        .failure("10.0.0.1:1111: no answer within 5.0 seconds")
      ])
  }

  @Test("a 404 in text is no success and no missing service: it is no discoverd of version 2")
  func textual() {
    let head = HTTPReplyHead(status: 404, headers: ["content-type": "text/plain; charset=utf-8"])
    #expect(
      HTTPReply(head: head, body: Array("404 page not found\n".utf8)).meaning
        == .otherVersion("no discoverd of version 2: status 404"))
  }

  @Test(
    "the recorded replies of version 2 mean what their statuses say",
    arguments: [
      "01-services", "02-instances", "03-sse-writer", "03-sse-writer2", "04-meta", "05-manual-leader", "06-misc",
      "07-delete-service-with-instances", "08-redirect-leader", "08-redirect-follower", "08-redirect-proxy",
      "09-no-leader",
    ])
  func meanings(name: String) throws {
    let parts = try replyParts([try recordingV2("\(name).s2c")], requests: 60)
    var (head, body, seen) = (HTTPReplyHead(status: 0), [UInt8](), 0)
    for part in parts {
      switch part {
      case .head(let next): (head, body) = (next, [])
      case .body(let octets): body += octets
      case .end:
        let meaning = HTTPReply(head: head, body: body).meaning
        switch (head.status, meaning) {
        case (200, .success), (400, .refused), (409, .conflict), (412, .conflict), (500, .failure), (503, .failure):
          seen += 1
        case (404, .notFound), (404, .otherVersion): seen += 1
        case (307, _): seen += head.redirection == nil ? 0 : 1
        default: Issue.record("\(head.status) means \(meaning)")
        }
      }
    }
    #expect(seen == parts.count { $0 == .end } && seen > 0)
  }

  @Test(
    "the streams of one kind of event, as they were recorded, are read as such", arguments: ["instances", "leader"])
  func streams(name: String) throws {
    var (reader, kinds) = (EventStreamReader(), Set<String>())
    for case .body(let octets) in try replyParts([try recordingV2("03-sse-\(name).s2c")]) {
      for event in try reader.receive(octets) {
        kinds.insert(try #require(JSONValue.decode(HTTPEvent.self, event.data)).kind)
      }
    }
    #expect(kinds == (name == "leader" ? ["leader"] : ["up", "update", "down"]))
  }

  @Test("events are cut out of a body however it is split; comments and unknown fields are passed over")
  func events() throws {
    let text = ":\nid: 7\ndata: {\"a\":1}\n\nevent: error\r\ndata: x\r\ndata: y\r\n\r\ndata:z\n\n:\n\n"
    for size in 1...7 {
      var reader = EventStreamReader()
      var events: [EventStreamReader.Event] = []
      let octets = Array(text.utf8)
      for start in stride(from: 0, to: octets.count, by: size) {
        events += try reader.receive(Array(octets[start..<min(start + size, octets.count)]))
      }
      #expect(
        events.map { "\($0.name)|\(String(decoding: $0.data, as: UTF8.self))" } == ["|{\"a\":1}", "error|x\ny", "|z"])
    }
  }

  @Test("a session that ends while its server is gone is forgotten: what happens later is told of again")
  func monitorForgets() {
    var monitor = ConnectionMonitor()
    let notes: [(ServerNote, Int)] = [
      (.isGone(reason: "a"), 1), (.isOver, 1), (.isThere, 2), (.isGone(reason: "b"), 2), (.isThere, 2), (.isThere, 3),
      (.isGone(reason: "c"), 3), (.isOver, 3), (.isGone(reason: "d"), 2), (.isThere, 2),
    ]
    let events = notes.compactMap { monitor.receive($0.0, from: $0.1) }
    #expect(
      events == [
        .connectFailed(reason: "a"), .disconnected(reason: "b"), .connected, .disconnected(reason: "c"), .connected,
        .disconnected(reason: "d"), .connected,
      ])
  }

  @Test("many sessions make one story: disconnected once, every failed attempt, connected when all are back")
  func monitor() {
    var monitor = ConnectionMonitor()
    let notes: [(ServerNote, Int)] = [
      (.isThere, 1), (.isThere, 2), (.isGone(reason: "a"), 1), (.isGone(reason: "b"), 2), (.isGone(reason: "c"), 1),
      (.isThere, 1), (.isThere, 2), (.isThere, 2), (.isGone(reason: "d"), 2), (.isOver, 2),
    ]
    let events = notes.compactMap { monitor.receive($0.0, from: $0.1) }
    #expect(
      events == [
        .disconnected(reason: "a"), .connectFailed(reason: "c"), .connected, .disconnected(reason: "d"), .connected,
      ])
  }
}
