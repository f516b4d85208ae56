import DNSServer
import DNSWire
import NIOCore
import Synchronization
import TestSupport
import Testing
import ZoneFile

@Suite("Questions for upstream resolvers over UDP", .serialized, .timeLimit(.minutes(5)))
struct UDPRelayingTests {
  @Test("each client gets the answer to its own question, from the socket that it asked")
  func answers() async throws {
    try await withRelay { listening, relay in
      let sockets = try (0..<50).map { _ in try TestSocket(.udp, port: listening.port) }
      for (id, socket) in sockets.enumerated() { socket.send(try query("h\(id).example", .a, id: UInt16(id))) }
      try await relay.waitUntilAsked(50)
      for id in sockets.indices.reversed() { #expect(try await relay.answer("h\(id).example") == 1) }
      for (id, socket) in sockets.enumerated() {
        let answer = try ParsedMessage(try #require(await socket.receive()))
        #expect(answer.id == id && answer.answer == ["h\(id).example. 60 IN A 192.0.2.0"])
        #expect(answer.flags == ["qr", "rd", "ra"])
      }
    }
  }

  @Test("what is answered here does not wait for them, and who asks is told to the relay")
  func notDelayed() async throws {
    try await withRelay { listening, relay in
      let socket = try TestSocket(.udp, port: listening.port)
      for id in 0..<100 { socket.send(try query("h\(id).example", .a, id: 1)) }
      socket.send(try query("api.service.local", .a, id: 2))
      #expect(try ParsedMessage(try #require(await socket.receive())).id == 2)
      try await relay.waitUntilAsked(100)
      let loopback = [127, 0, 0, 1].withOctets { ClientAddress($0) }
      #expect(try await relay.clients.allSatisfy { $0 == loopback })
      try await relay.answer()
    }
  }

  @Test("a client that is gone, and an answer to a message with ID 0, harm nobody")
  func gone() async throws {
    try await withRelay { listening, relay in
      try TestSocket(.udp, port: listening.port).send(query("gone.example", .a))
      try await relay.waitUntilAsked(1)
      let socket = try TestSocket(.udp, port: listening.port)
      socket.send(try query("there.example", .a, id: 0))
      try await relay.waitUntilAsked(2)
      try await relay.answer("gone.example")
      try await relay.answer("there.example")
      #expect(try ParsedMessage(try #require(await socket.receive())).answer.count == 1)
    }
  }

  @Test("where the relay does not come to take them, further questions fail at once")
  func overload() async throws {
    try await withRelay { listening, relay in
      relay.hold()
      let socket = try TestSocket(.udp, port: listening.port)
      var failed: [UInt8]?
      for _ in 0..<200 where failed == nil {
        for id in 0..<10 { socket.send(try query("h\(id).example", .a)) }
        socket.send(try query("api.service.local", .a, id: 7))
        while let octets = await socket.receive(), octets[1] != 7 { failed = octets }
      }
      #expect(try ParsedMessage(try #require(failed)).code == 2)
      let other = try TestSocket(.udp, port: listening.port, from: "127.0.0.2")
      other.send(try query("other.example", .a, id: 9))
      relay.release()
      try await wait { try await relay.answer("other.example") > 0 }
      #expect(try ParsedMessage(try #require(await other.receive())).code == 0, "it has a share of its own")
      socket.send(try query("late.example", .a, id: 8))
      try await wait { try await relay.answer("late.example") > 0 }
      #expect(relay.asked.load(ordering: .relaxed) <= 514)
      try await relay.answer()
    }
  }
}
