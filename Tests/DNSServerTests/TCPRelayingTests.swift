import DNSServer
import DNSWire
import TestSupport
import Testing
import ZoneFile

@Suite("Questions for upstream resolvers over TCP", .serialized, .timeLimit(.minutes(5)))
struct TCPRelayingTests {
  private func connect(_ listening: Listening) throws -> TestSocket { try TestSocket(.tcp, port: listening.port) }

  private func receive(_ socket: TestSocket) async throws -> ParsedMessage {
    try ParsedMessage(try #require(await socket.receiveMessage()))
  }

  private func number(_ octets: [UInt8], at offset: Int) -> UInt16 {
    UInt16(octets[offset]) << 8 | UInt16(octets[offset + 1])
  }

  @Test("answers come in any order, and a service's at once beside 100 open questions, RFC 7766 section 7")
  func outOfOrder() async throws {
    try await withRelay { listening, relay in
      let socket = try connect(listening)
      for id in 0..<100 { socket.send(framed(try query("h\(id).example", .a, id: UInt16(id)))) }
      socket.send(framed(try query("api.service.local", .a, id: 1000)))
      #expect(try await receive(socket).id == 1000)
      try await relay.waitUntilAsked(100)
      for id in [99, 0, 50] {
        try await relay.answer("h\(id).example")
        #expect(try await receive(socket).id == id)
      }
      try await relay.answer()
      var ids: Set<UInt16> = []
      for _ in 0..<97 { ids.insert(try await receive(socket).id) }
      #expect(ids.count == 97 && !ids.contains(50))
    }
  }

  @Test("beyond the bound of a connection a question is refused at once, and others go on")
  func bound() async throws {
    try await withRelay { listening, relay in
      let (socket, other) = (try connect(listening), try connect(listening))
      for id in 0..<129 { socket.send(framed(try query("h\(id).example", .a, id: UInt16(id)))) }
      let refusal = try await receive(socket)
      #expect(refusal.id == 128 && refusal.code == 5)
      other.send(framed(try query("other.example", .a, id: 3)))
      try await relay.waitUntilAsked(129)
      try await relay.answer("h7.example")
      #expect(try await receive(socket).id == 7)
      socket.send(framed(try query("again.example", .a, id: 2000)))
      try await relay.waitUntilAsked(130)
      try await relay.answer()
      #expect(try await receive(other).id == 3)
    }
  }

  @Test("a client that is gone does not harm, and one that has sent all is closed once it has its answers")
  func ends() async throws {
    try await withRelay { listening, relay in
      try connect(listening).send(framed(query("gone.example", .a)))
      let socket = try connect(listening)
      socket.send(framed(try query("there.example", .a, id: 4)))
      socket.finishSending()
      try await relay.waitUntilAsked(2)
      try await relay.answer("gone.example")
      try await Task.sleep(for: .milliseconds(50))
      try await relay.answer("there.example")
      #expect(try await receive(socket).id == 4)
      #expect(await socket.receive() == [])
    }
  }

  @Test("a connection with a question that is asked upstream is not idle")
  func idle() async throws {
    try await withRelay(times: .usual) { listening, relay in
      let socket = try connect(listening)
      socket.send(framed(try query("late.example", .a, id: 5)))
      try await relay.waitUntilAsked(1)
      try await Task.sleep(for: .seconds(11))
      try await relay.answer("late.example")
      #expect(try await receive(socket).id == 5)
    }
  }

  @Test("a large answer is whole")
  func large() async throws {
    try await withRelay { listening, relay in
      let socket = try connect(listening)
      socket.send(framed(try query("large.example", .a)))
      try await relay.waitUntilAsked(1)
      try await relay.answer("large.example", with: .addresses(4000))
      let answer = try await receive(socket)
      #expect(answer.answer.count == 4000 && !answer.flags.contains("tc"))
    }
  }

  @Test("who takes none of its answers gets no large ones, but one to every question")
  func unread() async throws {
    try await withRelay { listening, relay in
      let socket = try connect(listening)
      for id in 0..<128 { socket.send(framed(try query("h\(id).example", .a, id: UInt16(id)))) }
      try await relay.waitUntilAsked(128)
      try await relay.answer(with: .addresses(4000))
      // The loop of the connections has these answers before it reads the second of two questions that follow one another.
      let other = try connect(listening)
      for id in 0..<3 {
        other.send(framed(try query("api.service.local", .a, id: UInt16(id))))
        #expect(try await receive(other).id == id)
      }
      var (whole, ids) = (0, Set<UInt16>())
      for _ in 0..<128 {
        // Of the header alone: reading 4000 records takes long.
        let answer = try #require(await socket.receiveMessage())
        ids.insert(number(answer, at: 0))
        if number(answer, at: 6) == 4000 { whole += 1 }
      }
      #expect(ids.count == 128 && (1..<128).contains(whole), "\(whole)")
    }
  }
}
