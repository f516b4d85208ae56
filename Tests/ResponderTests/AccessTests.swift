import DNSWire
import Responder
import Testing
import ZoneFile

/// An address of its octets.
private func address(_ octets: UInt8...) -> ClientAddress { octets.withOctets { ClientAddress($0) } }

/// The IPv6 address that begins and ends with these octets.
private func address6(_ first: [UInt8], _ last: [UInt8]) -> ClientAddress {
  (first + [UInt8](repeating: 0, count: 16 - first.count - last.count) + last).withOctets { ClientAddress($0) }
}

@Suite("Who may ask")
struct AccessTests {
  private let stranger = address(198, 51, 100, 7)

  /// A server that `networks` may ask.
  private func asking(_ networks: Network?...) throws -> Asking {
    try Asking(
      ["api": ["10.0.3.1:80"]], identity: Identity(version: "Doyen 9", name: "host-1"),
      access: AccessList(networks.compactMap(\.self)))
  }

  private func code(_ asking: Asking, _ client: ClientAddress) throws -> Int? {
    try asking.send(query("api.service.local", .a), from: client).answer?.code
  }

  @Test("the host itself by loopback addresses, however they are written")
  func loopback() throws {
    let asking = try asking()
    for client in [
      address(127, 0, 0, 1), address(127, 9, 9, 9), address6([], [1]), address6([], [0xFF, 0xFF, 127, 0, 0, 1]),
    ] {
      #expect(try code(asking, client) == 0)
    }
    for client in [stranger, address(128, 0, 0, 1), address6([], [2]), address6([1], [1]), .unknown] {
      #expect(try code(asking, client) == 5)
    }
  }

  @Test("networks begin with their bits, and hold IPv4 addresses that IPv6 ones stand for")
  func networks() throws {
    let asking = try asking(
      Network(address(10, 0, 0, 0), prefix: 8), Network(address(192, 0, 2, 7)),
      Network(address6([0xFD], []), prefix: 8), Network(address6([0x20, 1, 0xD, 0xB8], []), prefix: 65))
    let mapped = address6([], [0xFF, 0xFF, 10, 1, 2, 3])
    let inside = [
      address(10, 0, 0, 0), address(10, 255, 255, 255), address(192, 0, 2, 7), address6([0xFD, 9], [9]), mapped,
      address6([0x20, 1, 0xD, 0xB8], [0x7F, 0, 0, 0, 0, 0, 0, 0]),
    ]
    let outside = [
      address(11, 0, 0, 0), address(9, 255, 255, 255), address(192, 0, 2, 6), address6([0xFC, 9], [9]),
      address6([0x20, 1, 0xD, 0xB8], [0x80, 0, 0, 0, 0, 0, 0, 0]), address6([10], []), address(0, 0, 0, 1),
    ]
    for client in inside { #expect(try code(asking, client) == 0, "\(client)") }
    for client in outside { #expect(try code(asking, client) == 5, "\(client)") }
    for prefix in [-1, 33] { #expect(Network(address(10, 0, 0, 0), prefix: prefix) == nil) }
    let all = try self.asking(Network(address(0, 0, 0, 0), prefix: 0))
    #expect(try code(all, stranger) == 0 && code(all, address6([1], [])) == 5)
  }

  @Test("a stranger is refused whatever it asks, over both transports, and told why, but not the server's name")
  func refusals() throws {
    let asking = try asking()
    for transport in [Responder.Transport.udp, .tcp] {
      for (name, type, number) in [
        ("api.service.local", RecordType.a, 1), ("new.service.local", .a, 1), ("service.local", .soa, 1),
        ("example.com", .a, 1), ("version.bind", .txt, 3), ("id.server", .txt, 3),
      ] as [(String, RecordType, UInt16)] {
        var message = try query(name, type, recordClass: number, payloadSize: 1232)
        message[message.count - 1] = 4
        let (_, answer, _) = try asking.send(message + [0, 3, 0, 0], over: transport, from: stranger)
        let refusal = try #require(answer)
        #expect(refusal.code == 5 && refusal.answer.isEmpty && refusal.authority.isEmpty && refusal.id == 0x1234)
        #expect(refusal.flags == ["qr", "rd"] && refusal.options == [0, 15, 0, 2, 0, 18], "\(refusal.options)")
      }
    }
    #expect(asking.awaitedService == nil)
  }

  @Test("a stranger's refusal is no larger than its question with an OPT record")
  func amplification() throws {
    let question = try query("api.service.local", .any, payloadSize: 4096)
    let (_, _, length) = try asking().send(question, from: stranger)
    #expect(length <= question.count + 6)
  }
}
