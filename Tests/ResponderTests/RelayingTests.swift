import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Questions that upstream resolvers are asked")
struct RelayingTests {
  private let asking: Asking

  init() throws {
    asking = try Asking(["api": ["10.0.3.1:80"]], local: LocalZones.none)
  }

  /// The outcome of a question with these header flags.
  private func outcome(
    _ name: String, _ type: RecordType = .a, flags: UInt8 = 1, recordClass: UInt16 = 1
  ) throws -> Responder.Outcome {
    var message = try query(name, type, recordClass: recordClass)
    message[2] = flags
    return try asking.send(message).outcome
  }

  @Test("names outside all zones are relayed where RD is set, of any type that has data")
  func relayed() throws {
    for type in [RecordType.a, .soa, .any, .ds, RecordType(rawValue: 65), RecordType(rawValue: 65_280)] {
      #expect(try outcome("example.com", type) == .relays)
    }
    #expect(try outcome(".", .ns) == .relays && outcome("local", .soa) == .relays)
    #expect(try Asking().send(query("example.com", .a)).answer?.code == 5)
  }

  @Test("zones, other classes, meta types and questions without RD are answered here")
  func notRelayed() throws {
    for name in ["api.service.local", "service.local", "nope.nope.service.local", "SERVICE.local"] {
      #expect(try outcome(name) != .relays)
    }
    for type: UInt16 in [251, 252, 249, 250, 253, 41, 0, 128] {
      #expect(try outcome("example.com", RecordType(rawValue: type)) != .relays, "\(type)")
    }
    #expect(try asking.send(query("example.com", .axfr)).answer?.code == 5)
    for number: UInt16 in [3, 4, 254, 255] { #expect(try outcome("example.com", recordClass: number) != .relays) }
    #expect(try outcome("example.com", flags: 0) != .relays)
    #expect(try outcome("example.com", flags: 0x21) != .relays)
  }

  @Test("RA is set in every answer to a query where forwarding is on, and nowhere else")
  func recursionAvailable() throws {
    for name in ["api.service.local", "nope.service.local", "service.local"] {
      #expect(try asking.ask(name, .a, final: true)?.flags.contains("ra") == true)
      #expect(try Asking().ask(name, .a, final: true)?.flags.contains("ra") == false)
    }
    var message = try query("example.com", .a)
    message[2] = 0
    #expect(try asking.send(message).answer?.flags == ["qr", "ra"])
    #expect(try asking.send(Array(message.dropLast())).answer?.flags == ["qr", "ra"])
    message[2] = 5 << 3
    #expect(try asking.send(message).answer?.flags == ["qr"])
  }

  @Test("the question has the name, DO and CD of the query, and shares those that differ in case")
  func questions() throws {
    var message = try query("Example.COM", RecordType(rawValue: 65), payloadSize: 1232)
    #expect(try asking.send(message).outcome == .relays)
    let plain = RelayQuestion(name: try Name("example.com"), type: RecordType(rawValue: 65))
    #expect(asking.relayQuestion == plain)
    message[3] = 0x10
    message[message.count - 4] = 0x80
    #expect(try asking.send(message).outcome == .relays)
    #expect(
      asking.relayQuestion
        == RelayQuestion(
          name: plain.name, type: plain.type, isDNSSECWanted: true, isCheckingDisabled: true))
  }

  @Test("a stranger's question is refused and not relayed")
  func stranger() throws {
    let asking = try Asking(access: AccessList([]), local: LocalZones.none)
    let client = [UInt8]([192, 0, 2, 1]).withOctets { ClientAddress($0) }
    #expect(try asking.send(query("example.com", .a), from: client).answer?.code == 5)
  }
}
