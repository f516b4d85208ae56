import Discoverd
import Discovery
import Foundation
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import DiscoverdAgent

@Suite("The agent against recordings of the real server", .timeLimit(.minutes(5)))
struct AgentTests {
  private func lines(_ octets: [UInt8]) -> [String] {
    String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Replies with what differs from run to run left out: ages, indexes, and the words of Go's versions.
  private func comparable(_ line: String) -> String {
    line.replacing(#/"Created":[1-9]\d*/#, with: "\"Created\":N").replacing(
      #/\(/discover[^)]*\) \[\d+\]/#, with: "(K) [N]"
    )
    .replacing(#/json: cannot unmarshal[^"]*/#, with: "json: cannot unmarshal")
  }

  @Test(
    "replies are those of the recording, however the requests are cut",
    arguments: [
      ("01-life-publisher", 1), ("01-life-publisher", 7), ("01-life-publisher", 1000),
      ("05-two-streams-one-connection", 1000),
      ("04-http11-connect", 1000),
    ])
  func recorded(name: String, size: Int) async throws {
    let (request, expected) = (
      try recording("discoverd-v1/\(name).c2s"), lines(try recording("discoverd-v1/\(name).s2c"))
    )
    let pieces = stride(from: 0, to: request.count, by: size).map { Array(request[$0..<min($0 + size, request.count)]) }
    let seen = try await withAgent { _, port in
      try await RawClient.talk(port, size < 8 ? [request] : pieces) { octets in
        octets.count { $0 == 0x0A } >= expected.count + 1
      }
    }
    // Streams and replies of one connection may come in any order between them.
    #expect(lines(seen).map(comparable).sorted() == expected.map(comparable).sorted())
  }

  @Test("errors are in the original's words, what it takes wrongly is refused, and malformed JSON ends the connection")
  func errors() async throws {
    let expected = lines(try recording("discoverd-v1/02-errors.s2c"))
    let seen = lines(
      try await withAgent { _, port in
        try await RawClient.talk(port, [try recording("discoverd-v1/02-errors.c2s")]) { _ in false }
      }
    )
    #expect(seen.prefix(15).map(comparable) == expected.prefix(15).map(comparable))
    #expect(
      seen[15].contains("Name '' must have") && seen[16].contains("Name 'a/b' must have") && seen[17] == expected[17]
        && seen.count == 18)
  }

  @Test(
    "a request without params, and an empty address, get an error and the connection goes on",
    arguments: ["07-params-missing", "08-unregister-empty-addr"])
  func survives(name: String) async throws {
    let more = RPCRequest(
      method: RPCRequest.register, arguments: RPCArguments(name: "x", address: "10.0.0.1:1"), id: 99
    ).encoded
    let seen = lines(
      try await withAgent { _, port in
        try await RawClient.talk(port, [try recording("discoverd-v1/\(name).c2s"), more]) {
          String(decoding: $0, as: UTF8.self).contains("\"id\":99")
        }
      })
    #expect(
      seen[1].contains("\"id\":0,\"result\":{},\"error\":\"")
        && seen.last == "{\"id\":99,\"result\":\"10.0.0.1:1\",\"error\":null}")
  }

  @Test("what comes in one segment with the handshake is not lost")
  func pipelined() async throws {
    let seen = try await withAgent { _, port in
      try await RawClient.talk(port, [try recording("discoverd-v1/04-pipelined-handshake.c2s")]) { $0.count > 40 }
    }
    #expect(
      lines(seen).last
        == "{\"id\":0,\"result\":{\"Name\":\"\",\"Addr\":\"\",\"Online\":false,\"Attrs\":null,\"Created\":0},\"error\":null}"
    )
  }

  @Test("CloseStream ends a stream at once")
  func closeStream() async throws {
    let seen = lines(
      try await withAgent { _, port in
        try await RawClient.talk(port, [try recording("discoverd-v1/03-closestream-json.c2s")]) {
          String(decoding: $0, as: UTF8.self).contains("EOS")
        }
      })
    #expect(seen.last == "{\"id\":5,\"result\":{},\"error\":\"EOS\"}" && seen.count == 3)
  }

  @Test(
    "other requests are refused as HTTP",
    arguments: [("04-http-get", "405 must CONNECT"), ("04-http-404", "404 page not found")])
  func http(name: String, text: String) async throws {
    let seen = lines(
      try await withAgent { _, port in
        try await RawClient.talk(port, [try recording("discoverd-v1/\(name).c2s")]) { _ in false }
      })
    #expect(seen.last == text && seen.first?.hasPrefix("HTTP/1.0 \(text.prefix(3)) ") == true)
  }

  @Test("without an external address `:80` is refused for both calls")
  func noExternalAddress() async throws {
    let seen = lines(
      try await withAgent(externalAddress: nil) { _, port in
        try await RawClient.talk(port, [try recording("discoverd-v1/06-no-external-ip.c2s")]) { octets in
          octets.count { $0 == 0x0A } >= 4
        }
      })
    #expect(
      seen.dropFirst().allSatisfy {
        $0.hasSuffix("\"error\":\"discoverd: Addr must have address or EXTERNAL_IP must be set\"}")
      })
  }

  @Test("a library's registration is seen by a watch and by the listing, and is gone when it is taken back")
  func library() async throws {
    try await withAgent { agent, port in
      let cluster = try patientCluster("127.0.0.1:\(port)")
      var listing = agent.source.listing().makeAsyncIterator()
      #expect(await listing.next() == .all([:]))
      let registration = DiscoverdRegistration(
        try Registration(name: "web", address: ":80", attributes: ["k": "v"]), with: cluster)
      var events = registration.events.makeAsyncIterator()
      #expect(await events.next() == .registered(address: "127.0.0.1:80"))
      let instance = Instance(endpoint: try Endpoint("127.0.0.1:80"), created: 1, attributes: ["k": "v"])
      #expect(await listing.next() == .changed(["web": ServiceSet([instance])]))
      var watch = DiscoverdSource(cluster, logger: testLogger).watch("web").makeAsyncIterator()
      #expect(await nextSet(&watch) == ServiceSet([instance]))
      registration.unregister()
      #expect(await events.next() == .ended(error: nil))
      #expect(await events.next() == nil)
      #expect(await listing.next() == .changed(["web": .empty]))
      #expect(await nextSet(&watch) == .empty)
    }
  }

  @Test("a subscriber that does not read is cut off, and others are not held up")
  func unread() async throws {
    try await withAgent { agent, port in
      let subscribe = RPCRequest(method: RPCRequest.subscribe, arguments: RPCArguments(name: "web"), id: 0).encoded
      let deaf = try DeafClient(port: port, saying: RPCHandshake.request + subscribe)
      let seen = try await RawClient.talk(port, [RPCHandshake.request] + changes(1200).chunks(100)) {
        String(decoding: $0.suffix(100), as: UTF8.self).contains("\"id\":1199,")
      }
      #expect(seen.count { $0 == 0x0A } == 1202)
      #expect(deaf.octetsUntilTheEnd() < 1200 * 8000)
    }
  }

  /// Registrations that change an instance's attributes, each of some 8,000 octets.
  private func changes(_ count: Int) -> [[UInt8]] {
    (0..<count).map { number in
      let attributes = ["n": "\(number)", "fill": String(repeating: "x", count: 8000)]
      let arguments = RPCArguments(name: "web", address: "10.0.0.1:1", attributes: attributes)
      return RPCRequest(method: RPCRequest.register, arguments: arguments, id: number).encoded
    }
  }
}

extension [[UInt8]] {
  /// So many elements joined at a time.
  fileprivate func chunks(_ size: Int) -> [[UInt8]] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)].flatMap { $0 } }
  }
}
