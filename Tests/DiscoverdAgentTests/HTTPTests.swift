import Discoverd
import Discovery
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import DiscoverdAgent

/// A whole reply, with what differs from run to run left out.
private struct Reply: Equatable, CustomStringConvertible {
  var status: Int
  var body: String

  var description: String { "\(status) \(body)" }
}

@Suite("The agent's second API", .timeLimit(.minutes(5)))
struct HTTPTests {
  private let json = "Content-Type: application/json"

  /// The replies in a connection's octets, ages left out, keys in order.
  private func replies(_ octets: [UInt8]) throws -> [Reply] {
    var (rest, replies) = (Data(octets), [Reply]())
    while let end = rest.range(of: Data("\r\n\r\n".utf8)) {
      let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
      let length = try #require(head.firstMatch(of: #/(?i)content-length: (\d+)/#).flatMap { Int($0.1) }, "\(head)")
      let status = try #require(head.split(separator: " ").dropFirst().first.flatMap { Int($0) })
      let body = rest[end.upperBound...].prefix(length)
      replies.append(Reply(status: status, body: comparable(body)))
      rest = Data(rest[end.upperBound...].dropFirst(length))
    }
    return replies
  }

  private func comparable(_ body: Data) -> String {
    guard let value = try? JSONSerialization.jsonObject(with: body),
      let text = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return String(decoding: body, as: UTF8.self) }
    return String(decoding: text, as: UTF8.self).replacing(#/"index":\d+/#, with: "\"index\":N")
  }

  private func request(_ method: String, _ path: String, _ body: String = "", _ headers: String...) -> [UInt8] {
    let lines = ["\(method) \(path) HTTP/1.1", "Host: x", "Content-Length: \(body.utf8.count)"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }

  private func put(_ service: String, _ port: Int, _ proto: String = "tcp", meta: String = "{}") -> [UInt8] {
    let address = "127.0.0.1:\(port)"
    let id = HTTPInstance.id(protocol: proto, address: address)
    let body = "{\"id\":\"\(id)\",\"addr\":\"\(address)\",\"proto\":\"\(proto)\",\"meta\":\(meta)}"
    return request("PUT", "/services/\(service)/instances/\(id)", body, json)
  }

  private func talk(_ port: Int, _ requests: [[UInt8]]) async throws -> [Reply] {
    try replies(
      try await RawClient.talk(port, requests) { (try? replies($0).count) ?? 0 >= requests.count })
  }

  @Test(
    "replies are those of the recording, but for what the original does wrongly",
    arguments: [
      // Malformed JSON is the client's error; an unknown leader_type and a name that is no label are refused.
      ("01-services", 21, [4: 400, 5: 400, 8: 400, 13: 400]),
      // An empty service has no instances; an address has a host and a port; malformed JSON again.
      ("02-instances", 34, [1: 200, 18: 400, 19: 400, 21: 400, 22: 400, 25: 400, 26: 400, 28: 200]),
      // Metadata are not served.
      ("05-manual-leader", 14, [8: 404, 9: 404]),
    ])
  func recorded(name: String, count: Int, differences: [Int: Int]) async throws {
    let expected = try replies(try recording("discoverd-v2/\(name).s2c"))
    let octets = try recording("discoverd-v2/\(name).c2s")
    let seen = try await withAgent(externalAddress: nil) { _, port in
      if name == "02-instances" { _ = try await talk(port, [request("PUT", "/services/empty", "{}", json)]) }
      return try replies(try await RawClient.talk(port, [octets]) { (try? replies($0).count) ?? 0 >= count })
    }
    #expect(expected.count == count && seen.count == count)
    for (index, (reply, recorded)) in zip(seen, expected).enumerated() where differences[index] == nil {
      if name == "02-instances" && index == 33 { continue }  // About a service of another recording.
      #expect(reply == recorded, "reply \(index)")
    }
    for (index, status) in differences { #expect(seen[index].status == status, "reply \(index): \(seen[index])") }
  }

  @Test("an instance that curl registers is seen by both versions' watches and by the resolver")
  func seen() async throws {
    try await withAgent { agent, port in
      _ = try await talk(
        port, [request("PUT", "/services/web", "{}", json), put("web", 80, "http", meta: "{\"k\":\"v\"}")])
      let instance = Instance(
        endpoint: try Endpoint("127.0.0.1:80"), created: 1, attributes: ["k": "v", "proto": "http"])
      var listing = agent.source.listing().makeAsyncIterator()
      #expect(await listing.next() == .all(["web": ServiceSet([instance])]))
      for api in DiscoverdAPI.allCases {
        let cluster = try patientCluster("127.0.0.1:\(port)", api: api)
        var watch = DiscoverdSource(cluster, logger: testLogger).watch("web").makeAsyncIterator()
        #expect(await nextSet(&watch) == ServiceSet([instance]), "\(api)")
      }
    }
  }

  @Test("a stream tells of instances and leaders, appointed ones too, and of nobody when the appointed one goes")
  func stream() async throws {
    try await withAgent { _, port in
      let manual = request("PUT", "/services/man", "{\"leader_type\":\"manual\"}", json)
      _ = try await talk(port, [manual, put("man", 1)])
      let id = HTTPInstance.id(protocol: "tcp", address: "127.0.0.1:2")
      let changes = [
        put("man", 2), put("man", 2, meta: "{\"k\":\"v\"}"),
        request("PUT", "/services/man/leader", "{\"id\":\"\(id)\"}", json),
        request("DELETE", "/services/man/instances/\(id)"), request("DELETE", "/services/man"),
      ]
      let (current, signal) = AsyncStream.makeStream(of: Void.self)
      async let followed = RawClient.talk(port, [request("GET", "/services/man")]) {
        let text = String(decoding: $0, as: UTF8.self)
        if text.contains("\"current\"") { signal.yield() }
        return text.matches(of: #/"kind":"down"/#).count == 2
      }
      for await _ in current { break }
      for change in changes { _ = try await talk(port, [change]) }
      let text = String(decoding: try await followed, as: UTF8.self)
      let kinds = text.matches(of: #/(?:"addr":"127.0.0.1:(\d)".*)?"kind":"([a-z]*)"/#).map { "\($0.2)\($0.1 ?? "")" }
      #expect(
        kinds == ["up1", "current", "up2", "update2", "leader2", "down2", "leader", "down1"], "\(text)")
      #expect(text.contains("Transfer-Encoding: chunked") || text.contains("transfer-encoding: chunked"))
    }
  }

  @Test("with another protocol an instance is another one to version 2: the old one goes")
  func otherProtocol() async throws {
    try await withAgent { _, port in
      _ = try await talk(port, [request("PUT", "/services/web", "{}", json), put("web", 80)])
      let cluster = try patientCluster("127.0.0.1:\(port)", api: .v2)
      var watch = DiscoverdSource(cluster, logger: testLogger).watch("web").makeAsyncIterator()
      #expect(await nextSet(&watch)?.instances.map(\.attributes) == [[:]])
      _ = try await talk(port, [put("web", 80, "http")])
      #expect(await nextSet(&watch)?.instances.map(\.attributes) == [["proto": "http"]])
      let id = HTTPInstance.id(protocol: "http", address: "127.0.0.1:80")
      _ = try await talk(port, [request("DELETE", "/services/web/instances/\(id)")])
      #expect(await nextSet(&watch) == .empty)
    }
  }

  @Test("a client that asks on without reading is cut off")
  func unread() async throws {
    try await withAgent { _, port in
      let fill = String(repeating: "x", count: 16_000)
      var requests = [request("PUT", "/services/web", "{}", json)]
      for number in 1...100 { requests.append(put("web", number, meta: "{\"fill\":\"\(fill)\"}")) }
      _ = try await talk(port, requests)
      let asked = 200
      let many = Array((0..<asked).map { _ in request("GET", "/services/web/instances") }.joined())
      let deaf = try DeafClient(port: port, saying: many)
      // The loop of the agent has these requests before it reads the second of two that follow one another.
      for _ in 0..<5 { _ = try await talk(port, [request("GET", "/ping")]) }
      #expect(deaf.octetsUntilTheEnd() < asked * 100 * 16_000 / 4)
    }
  }

  @Test("a service that is removed takes its instances with it, and they are not back with it")
  func removed() async throws {
    try await withAgent { _, port in
      let seen = try await talk(
        port,
        [
          request("PUT", "/services/web", "{}", json), put("web", 80), request("DELETE", "/services/web"),
          request("GET", "/services/web/instances"), request("GET", "/services/web/leader"),
          request("PUT", "/services/web", "{}", json), request("GET", "/services/web/instances"),
        ])
      #expect(seen.map(\.status) == [200, 200, 200, 404, 404, 200, 200] && seen.last?.body == "[]")
    }
  }

  @Test(
    "what is no request ends the connection, and the agent goes on",
    arguments: [
      "\u{16}\u{3}\u{1}\0\n", "GET\n\n", "GET / HTTP/9.9\r\n\r\n",
      "PUT /services/web HTTP/1.1\r\nContent-Length: x\r\n\r\n",
      String(repeating: "x", count: 100_000),
      "PUT /services/web HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "x", count: 100_000),
    ])
  func nonsense(text: String) async throws {
    try await withAgent { _, port in
      _ = try? await RawClient.talk(port, [Array(text.utf8)]) { _ in false }
      let seen = try await talk(port, [request("GET", "/ping")])
      #expect(seen.map(\.status) == [200])
    }
  }

  @Test(
    "what was asked for before what is no request is answered",
    arguments: [
      "GET\n\n", "PUT /services/api HTTP/1.1\r\nContent-Length: 70000\r\n\r\n" + String(repeating: "x", count: 70_000),
    ])
  func repliesBeforeNonsense(text: String) async throws {
    try await withAgent { _, port in
      _ = try await talk(port, [request("PUT", "/services/web", "{}", json)])
      let octets = put("web", 80) + Array(text.utf8)
      #expect(try await talk(port, [octets]).first?.status == 200)
    }
  }

  @Test("services and who is appointed outlive a restart")
  func state() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var registry = Registry()
    try registry.addService("man", isManual: true)
    _ = try registry.register("man", HTTPInstance(address: "127.0.0.1:1", attributes: [:]), at: .zero)
    let second = HTTPInstance(address: "127.0.0.1:2", attributes: ["proto": "http"])
    _ = try registry.register("man", second, at: .zero)
    try registry.appoint("man", second.id)
    try RegistryState(folder: folder, logger: testLogger).write(registry)
    let restored = RegistryState(folder: folder, logger: testLogger).restore(externalAddress: nil, at: .zero)
    #expect(restored.leader("man")?.id == second.id && restored.set("man") == registry.set("man"))
    #expect(restored.set("man").leader?.endpoint.port == 2)
  }
}
