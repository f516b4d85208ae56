@testable import DNSServer
import DNSWire
import TestSupport
import Testing
import ZoneFile

@Suite("Long questions that cannot be answered at once", .serialized, .timeLimit(.minutes(5)))
struct KeptQueryTests {
  /// A query with EDNS padding of so many octets, RFC 7830.
  private func padded(_ name: String, _ padding: Int) throws -> [UInt8] {
    var octets = try query(name, .a, id: 9)
    octets[11] = 1
    let lengths = [padding + 4, 12, padding].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    return octets + [0, 0, 41, 4, 0xD0, 0, 0, 0, 0] + lengths + [UInt8](repeating: 0, count: padding)
  }

  @Test("over UDP they are relayed, and wait, like short ones", arguments: [500, 3_900])
  func datagrams(padding: Int) async throws {
    try await withRelay { listening, relay in
      let socket = try TestSocket(.udp, port: listening.port)
      socket.send(try padded("long.example", padding))
      try await relay.waitUntilAsked(1)
      try await relay.answer()
      let answer = try ParsedMessage(try #require(await socket.receive()))
      #expect(answer.id == 9 && answer.answer == ["long.example. 60 IN A 192.0.2.0"])
      socket.send(try padded("new.service.local", padding))
      let late = try ParsedMessage(try #require(await socket.receive()))
      #expect(late.id == 9 && late.code == 2, "it has waited for its service")
    }
  }

  @Test("over TCP they are relayed, and little is kept of them")
  func stream() async throws {
    try await withRelay { listening, relay in
      let socket = try TestSocket(.tcp, port: listening.port)
      let message = try padded("long.example", 65_000)
      socket.send(framed(message))
      try await relay.waitUntilAsked(1)
      try await relay.answer()
      #expect(try ParsedMessage(try #require(await socket.receiveMessage())).answer.count == 1)
      let loop = TCPLoop(listening.parts(relay.handle))
      for name in ["long.example", "new.service.local"] {
        let kept: [UInt8]
        let message = try padded(name, 65_000)
        switch message.withOctets({ loop.answer(to: $0, from: .unknown, final: false) }) {
        case .relays(_, let octets), .waits(_, let octets): kept = octets
        case .answer, .silence: kept = []
        }
        #expect(kept.count == name.utf8.count + 2 + 16 + EDNS.recordLength)
      }
    }
  }
}
