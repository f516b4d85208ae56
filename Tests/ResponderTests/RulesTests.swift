import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Rules of answers")
struct RulesTests {
  @Test("a service that is not watched yet waits, and is not ready once it has waited")
  func waits() throws {
    let asking = try Asking(others: nil)
    let message = try query("api.service.local", .a, payloadSize: 1232)
    #expect(try asking.send(message).outcome == .waits)
    let late = try #require(try asking.send(message, final: true).answer)
    #expect(
      late.code == 2 && late.options.prefix(6) == [0, 15, 0, 24, 0, 14] && late.answer.isEmpty && late.authority.isEmpty
    )
    #expect(try asking.ask("a_b.service.local", .a)?.code == 3)
    for name in ["leader.api", "x.api", "v1.version.api", "_api._tcp", "10-0-3-1-80._api._tcp"] {
      #expect(try asking.send(query("\(name).service.local", .a)).outcome == .waits)
      #expect(asking.awaitedService == "api")
    }
  }

  @Test("a service that is awaited waits, and is not ready once it has waited, also where no others exist")
  func awaited() throws {
    let asking = try Asking()
    try asking.publish("web", [], presence: .awaited)
    #expect(try asking.send(query("web.service.local", .a)).outcome == .waits && asking.awaitedService == "web")
    #expect(try asking.ask("x.web.service.local", .a, final: true)?.code == 2)
  }

  @Test("a service whose source fails for it alone is stale, whatever is gone")
  func failing() throws {
    let asking = try Asking()
    let instance = Instance(endpoint: try Endpoint("10.0.3.1:80"), created: 1)
    for (name, sources) in [("web", [SourceMask(rank: 0), .failing]), ("db", [SourceMask(rank: 0)])]
      as [(String, SourceMask)]
    {
      asking.index.publish([.service(Service(name: name, instances: [instance], presence: .known, sources: sources))])
    }
    #expect(try asking.ask("web.service.local", .a)?.answer.first?.contains(" 2 IN A ") == true)
    #expect(try asking.ask("db.service.local", .a)?.answer.first?.contains(" 5 IN A ") == true)
    asking.index.publish([.stale([])])
    #expect(try asking.ask("web.service.local", .a)?.options.prefix(6) == [0, 15, 0, 20, 0, 3])
    #expect(try asking.ask("_services._dns-sd._udp.service.local", .ptr)?.options == [])
  }

  @Test(
    "presence decides without instances",
    arguments: [(Service.Presence.known, 0), (.unknown, 3), (.unavailable, 2)])
  func presence(presence: Service.Presence, code: Int) throws {
    let asking = try Asking(others: nil)
    try asking.publish("web", [], presence: presence)
    #expect(try asking.ask("web.service.local", .srv)?.code == code)
    #expect(try asking.ask("leader.web.service.local", .srv)?.code == code)
  }

  @Test(
    "names that no source tells of are what the others are",
    arguments: [(Service.Presence.unknown, 3), (.unavailable, 2)])
  func others(presence: Service.Presence, code: Int) throws {
    let asking = try Asking(others: presence)
    #expect(try asking.ask("nope.service.local", .a)?.code == code)
  }

  @Test("what comes from a source that is gone is kept two seconds at most, with the reason")
  func stale() throws {
    let asking = try Asking(["api": ["10.0.3.1:80"]])
    asking.index.publish([.stale(SourceMask(rank: 0))])
    let answer = try #require(try asking.ask("api.service.local", .srv))
    #expect(answer.answer == ["api.service.local. 2 IN SRV 0 0 80 10-0-3-1.api.service.local."])
    #expect(answer.options == [0, 15, 0, 20, 0, 3] + Array("the source is gone".utf8))
    #expect(try asking.ask("leader.api.service.local", .a)?.answer == ["leader.api.service.local. 1 IN A 10.0.3.1"])
    asking.index.publish([.stale([])])
    #expect(try asking.ask("api.service.local", .srv)?.options == [])
  }

  @Test("a truncated SRV answer has the leader first, TC set, nothing additional, and fits")
  func truncatedSRV() throws {
    let asking = try Asking(["api": (1...60).map { "10.0.3.\($0):80" }])
    let (_, plain, length) = try asking.send(query("api.service.local", .srv))
    let answer = try #require(plain)
    #expect(length <= 512 && answer.flags.contains("tc") && answer.additional.isEmpty && answer.payloadSize == nil)
    #expect(answer.answer.count >= 9 && answer.answer[0].contains(" SRV 0 0 80 10-0-3-1."))
    let large = try asking.send(query("api.service.local", .srv, payloadSize: 65_535))
    #expect(large.length <= 1232 && large.answer?.flags.contains("tc") == true)
    let whole = try #require(try asking.ask("api.service.local", .srv, over: .tcp))
    #expect(!whole.flags.contains("tc") && whole.answer.count == 60 && whole.additional.count == 60)
  }

  @Test("a truncated A answer has as many as fit, and rotates so that each comes first")
  func truncatedA() throws {
    let asking = try Asking(["api": (1...60).map { "10.0.3.\($0):80" }])
    var first: Set<String> = []
    for _ in 0..<60 {
      let (_, parsed, length) = try asking.send(query("api.service.local", .a))
      let answer = try #require(parsed)
      #expect(length <= 512 && answer.flags.contains("tc") && answer.answer.count == (512 - 35) / 16)
      first.insert(answer.answer[0])
    }
    #expect(first.count == 60)
    #expect(try asking.ask("api.service.local", .a, over: .tcp)?.answer.count == 60)
  }

  @Test("additional addresses are left out before TC is set")
  func additionalLeftOut() throws {
    let asking = try Asking(["api": (1...8).map { "10.0.3.\($0):80" }])
    let answer = try #require(try asking.ask("api.service.local", .srv, edns: false))
    #expect(answer.answer.count == 8 && !answer.flags.contains("tc") && answer.additional.count < 8)
  }

  @Test(
    "over TCP an RRset of more than a message holds is its oldest instances, TC clear, and says so",
    arguments: [RecordType.a, .srv])
  func largerThanTCP(type: RecordType) throws {
    let asking = try Asking(["api": (0..<5000).map { "10.1.\($0 / 250).\($0 % 250):80" }])
    let (_, parsed, length) = try asking.send(query("api.service.local", type, payloadSize: 1232), over: .tcp)
    let answer = try #require(parsed)
    #expect(length <= 65_535 && length > 65_000 && !answer.flags.contains("tc"))
    #expect(String(decoding: answer.options.dropFirst(6), as: UTF8.self) == "\(answer.answer.count) of 5000")
    if type == .srv { #expect(answer.answer[0].contains(" SRV 0 0 80 10-1-0-0.")) }
  }

  @Test(
    "refusals",
    arguments: [
      ("outside of all zones", "example.com", RecordType.a, 1 as UInt16, 5), ("class CH", "service.local", .txt, 3, 5),
      ("class ANY", "service.local", .a, 255, 5), ("AXFR", "service.local", .axfr, 1, 5),
      ("IXFR", "service.local", .ixfr, 1, 5),
      ("QTYPE OPT", "service.local", .opt, 1, 4), ("QTYPE 0", "service.local", RecordType(rawValue: 0), 1, 4),
      ("MAILA", "service.local", RecordType(rawValue: 254), 1, 4),
    ])
  func refusals(what: String, name: String, type: RecordType, recordClass: UInt16, code: Int) throws {
    let asking = try Asking()
    let answer = try asking.send(query(name, type, recordClass: recordClass, payloadSize: 1232)).answer
    #expect(answer?.code == code && answer?.flags == ["qr", "rd"] && answer?.payloadSize == 1232, "\(what)")
    #expect(answer?.answer == [] && answer?.authority == [] && answer?.additional == [])
  }

  @Test("what can't be read is refused by its header alone, and responses not at all")
  func unreadable() throws {
    let asking = try Asking()
    let whole = try query("api.service.local", .a, payloadSize: 1232)
    let cut = try asking.send(Array(whole.prefix(20)))
    #expect(cut.answer?.code == 1 && cut.answer?.id == 0x1234 && cut.answer?.question == [] && cut.length == 12)
    let opcode = try asking.send([0x12, 0x34, 0x7F, 0xFF].replacing(bit: 0x80) + [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(opcode.answer?.code == 4 && opcode.answer?.flags == ["qr"])
    var version = whole
    version[whole.count - 5] = 1
    #expect(try asking.send(version).answer?.extendedCode == 1)
    var response = whole
    response[2] |= 0x80
    #expect(try asking.send(response).outcome == .silence)
    #expect(try asking.send(Array(whole.prefix(11))).outcome == .silence)
  }

  @Test("ANY gets one RRset (RFC 8482), and NXDOMAIN where there is no name")
  func any() throws {
    let asking = try Asking(["api2": ["10.0.3.1:80", "[::1]:80"]])
    #expect(try asking.ask("api2.service.local", .any)?.answer == ["api2.service.local. 5 IN A 10.0.3.1"])
    #expect(try asking.ask("service.local", .any)?.answer.count == 1)
    #expect(try asking.ask("nope.service.local", .any)?.code == 3)
  }

  @Test(
    "any mutated question gets at most one answer that libldns reads, with its ID, within its size",
    .timeLimit(.minutes(5)))
  func mutated() throws {
    let asking = try Asking(["api": (1...30).map { "10.0.3.\($0):80" }])
    var generator = SystemRandomNumberGenerator()
    let bases = [
      try query("api.service.local", .srv, payloadSize: 1232), try query("leader.api.service.local", .a),
      try query("service.local", .ns, payloadSize: 600),
    ]
    for round in 0..<30_000 {
      var message = bases[round % bases.count]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        message[Int.random(in: message.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
      }
      if round % 7 == 0 { message = Array(message.prefix(Int.random(in: message.indices, using: &generator))) }
      let (_, answer, length) = try asking.send(message, final: true)
      guard let answer else { continue }
      #expect(answer.id == UInt16(message[0]) << 8 | UInt16(message[1]) && length <= 1232 && answer.flags.first == "qr")
    }
  }
}

extension [UInt8] {
  /// The octets with a bit of the third cleared.
  fileprivate func replacing(bit: UInt8) -> [UInt8] {
    var octets = self
    octets[2] &= ~bit
    return octets
  }
}
