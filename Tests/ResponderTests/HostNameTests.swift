import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Services whose instances have host names")
struct HostNameTests {
  private func asking(
    _ endpoints: [(String, attributes: [String: String])], _ hosts: [String: ResolvedHost], sources: SourceMask = []
  ) throws -> Asking {
    let asking = try Asking()
    let instances = try endpoints.enumerated().map { number, row in
      Instance(endpoint: try Endpoint(row.0), created: UInt64(number), attributes: row.attributes)
    }
    asking.index.publish([
      .service(Service(name: "db", instances: instances, presence: .known, sources: sources, hosts: hosts))
    ])
    return asking
  }

  private func found(_ texts: [String]) throws -> ResolvedHost { ResolvedHost(try texts.map { try Address($0) }) }

  /// The addresses of an answer's records.
  private func addresses(_ asking: Asking, _ name: String, _ type: RecordType = .a) throws -> [String] {
    try #require(try asking.ask(name, type)).answer.compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  @Test("their addresses are the service's like all others: rotated, once each, in their family")
  func service() throws {
    let asking = try asking(
      [("a.example:1", [:]), ("10.0.0.1:1", [:])], ["a.example": try found(["10.0.0.1", "10.0.0.2", "2001:db8::1"])])
    #expect(try addresses(asking, "db.service.local") == ["10.0.0.1", "10.0.0.2"])
    #expect(try addresses(asking, "db.service.local") == ["10.0.0.2", "10.0.0.1"])
    #expect(try addresses(asking, "db.service.local", .aaaa) == ["2001:db8::1"])
    #expect(try addresses(asking, "db.service.local", .any).count == 2)
  }

  @Test("the SRV target is the host name, whose addresses are in no additional section")
  func srv() throws {
    let asking = try asking([("a.example:5432", [:])], ["a.example": try found(["10.0.0.1"])])
    for name in [
      "db.service.local", "_db._tcp.service.local", "leader.db.service.local", "a-example-5432._db._tcp.service.local",
    ] {
      let answer = try #require(try asking.ask(name, .srv))
      #expect(answer.answer.count == 1 && answer.answer.first?.hasSuffix("0 0 5432 a.example.") == true)
      #expect(answer.additional.isEmpty)
    }
  }

  @Test("nobody may keep them longer than their resolver says, nor than the zone does", arguments: [(3, 3), (9, 5)])
  func lifetime(seconds: Int, ttl: Int) throws {
    let hosts = [
      "a.example": ResolvedHost([try Address("10.0.0.1")], lifetime: .seconds(seconds)),
      "b.example": ResolvedHost([try Address("10.0.0.2")], lifetime: .seconds(60)),
    ]
    let asking = try asking([("a.example:1", [:]), ("b.example:1", [:])], hosts)
    let answer = try #require(try asking.ask("db.service.local", .a)?.answer)
    #expect(answer.count == 2 && answer.allSatisfy { $0.hasPrefix("db.service.local. \(ttl) IN A ") }, "\(answer)")
    #expect(try asking.ask("db.service.local", .srv)?.answer.first?.hasPrefix("db.service.local. 5 IN SRV") == true)
  }

  @Test("no HOST is made of their addresses")
  func host() throws {
    let asking = try asking([("a.example:1", [:]), ("10.0.0.1:1", [:])], ["a.example": try found(["10.0.0.2"])])
    #expect(try asking.ask("10-0-0-2.db.service.local", .a)?.code == 3)
    #expect(try addresses(asking, "10-0-0-1.db.service.local") == ["10.0.0.1"])
  }

  @Test("the leader's name has the addresses of its host name alone, rotated, for a second")
  func leader() throws {
    let asking = try asking(
      [("a.example:1", [:]), ("10.0.0.9:1", [:])], ["a.example": try found(["10.0.0.1", "10.0.0.2", "::1"])])
    let answer = try asking.ask("leader.db.service.local", .a)
    #expect(
      answer?.answer == [
        "leader.db.service.local. 1 IN A 10.0.0.1", "leader.db.service.local. 1 IN A 10.0.0.2",
      ])
    #expect(try addresses(asking, "leader.db.service.local") == ["10.0.0.2", "10.0.0.1"])
    #expect(try addresses(asking, "leader.db.service.local", .aaaa) == ["::1"])
    #expect(try addresses(asking, "leader.db.service.local", .any).count == 2)
  }

  @Test("attributes pick host names' addresses, and a subset's leader has those of its own")
  func subsets() throws {
    let rows = [
      ("10.0.0.9:1", attributes: ["region": "us"]), ("a.example:1", ["region": "eu"]),
      ("b.example:1", ["region": "eu"]),
    ]
    let asking = try asking(
      rows, ["a.example": try found(["10.0.0.1"]), "b.example": try found(["10.0.0.1", "10.0.0.2", "10.0.0.9"])])
    #expect(try Set(addresses(asking, "eu.region.db.service.local")) == ["10.0.0.1", "10.0.0.2", "10.0.0.9"])
    #expect(try addresses(asking, "us.region.db.service.local") == ["10.0.0.9"])
    #expect(try addresses(asking, "leader.eu.region.db.service.local") == ["10.0.0.1"])
    #expect(try asking.ask("eu.region.db.service.local", .srv)?.answer.count == 2)
  }

  @Test("a question waits while they are looked up for the first time; one that has waited is told so, for a moment")
  func awaited() throws {
    let asking = try asking([("a.example:1", [:])], ["a.example": ResolvedHost([], isAwaited: true)])
    for name in ["db.service.local", "leader.db.service.local"] {
      #expect(try asking.send(try query(name, .a)).outcome == .waits)
      #expect(asking.awaitedService == "db")
      let answer = try #require(try asking.ask(name, .a, final: true))
      #expect(answer.code == 2 && answer.answer.isEmpty && answer.authority.isEmpty)
      #expect(try text(answer) == "addresses of host names are being looked up")
    }
    #expect(try asking.ask("db.service.local", .srv)?.answer.count == 1)
    #expect(try asking.ask("db.service.local", .txt)?.answer.isEmpty == true)
  }

  @Test("what is known is answered at once, and a subset waits for its own host names only")
  func known() throws {
    let asking = try asking(
      [("10.0.0.9:1", ["region": "us"]), ("a.example:1", ["region": "eu"])],
      ["a.example": ResolvedHost([], isAwaited: true)])
    #expect(try addresses(asking, "db.service.local") == ["10.0.0.9"])
    #expect(try asking.ask("us.region.db.service.local", .aaaa)?.answer.isEmpty == true)
    #expect(try asking.send(try query("eu.region.db.service.local", .a)).outcome == .waits)
  }

  @Test("a look-up that has failed is a reason; without addresses of one family there is none")
  func reasons() throws {
    let failed = try asking([("a.example:1", [:])], ["a.example": ResolvedHost([], hasFailed: true)])
    for name in ["db.service.local", "leader.db.service.local"] {
      let answer = try #require(try failed.ask(name, .a))
      #expect(try text(answer) == "addresses of host names cannot be looked up")
      #expect(answer.code == 2 && answer.authority.isEmpty)
    }
    let half = try asking(
      [("a.example:1", [:])], ["a.example": ResolvedHost([try Address("10.0.0.1")], hasFailed: true)])
    for name in ["db.service.local", "leader.db.service.local"] {
      let answer = try #require(try half.ask(name, .aaaa))
      #expect(answer.code == 0 && answer.answer.isEmpty, "an IPv4 address is no failure of the name")
      #expect(try text(answer) == "addresses of host names cannot be looked up")
    }
    let unasked = try asking([("a.example:1", [:])], [:])
    #expect(try text(try #require(try unasked.ask("db.service.local", .a))) == "instances have host names, see SRV")
    let found = try asking([("a.example:1", [:])], ["a.example": try found(["10.0.0.1"])])
    let answer = try #require(try found.ask("db.service.local", .aaaa))
    #expect(answer.code == 0 && answer.answer.isEmpty && answer.options.isEmpty)
  }

  @Test("addresses that could not be looked up again are stale")
  func stale() throws {
    let host = ResolvedHost([try Address("10.0.0.1")], isStale: true)
    let asking = try asking([("a.example:1", [:])], ["a.example": host], sources: .failing)
    #expect(try asking.ask("db.service.local", .a)?.answer == ["db.service.local. 2 IN A 10.0.0.1"])
  }

  /// The text of the answer's Extended DNS Error.
  private func text(_ answer: ParsedMessage) throws -> String {
    try #require(answer.options.prefix(2) == [0, 15])
    return String(decoding: answer.options.dropFirst(6), as: UTF8.self)
  }
}
