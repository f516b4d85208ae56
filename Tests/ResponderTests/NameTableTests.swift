import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("What a name means")
struct NameTableTests {
  static let soa = "service.local. 2 IN SOA ns.service.local. hostmaster.service.local. 7 3600 600 86400 2"
  private static let api = ["api": ["10.0.3.1:80", "10.0.3.2:81", "[2001:db8::1]:82", "10.0.3.1:83", "10.0.3.4:0"]]

  @Test("S.Z SRV: one record an instance that has a port, leader first by priority, addresses once each")
  func services() throws {
    let asking = try Asking(Self.api)
    let answer = try #require(try asking.ask("api.service.local", .srv))
    #expect(answer.code == 0 && answer.flags == ["qr", "aa", "rd"] && answer.payloadSize == 1232)
    #expect(
      answer.answer == [
        "api.service.local. 5 IN SRV 0 0 80 10-0-3-1.api.service.local.",
        "api.service.local. 5 IN SRV 1 0 81 10-0-3-2.api.service.local.",
        "api.service.local. 5 IN SRV 2 0 82 2001-db8-0-0-0-0-0-1.api.service.local.",
        "api.service.local. 5 IN SRV 3 0 83 10-0-3-1.api.service.local.",
      ])
    #expect(
      answer.additional == [
        "10-0-3-1.api.service.local. 5 IN A 10.0.3.1", "10-0-3-2.api.service.local. 5 IN A 10.0.3.2",
        "2001-db8-0-0-0-0-0-1.api.service.local. 5 IN AAAA 2001:db8::1",
      ])
  }

  @Test("S.Z A and AAAA: distinct addresses, rotated by exactly one at every answer, each family alone")
  func addresses() throws {
    let asking = try Asking(Self.api)
    var seen: [[String]] = []
    for _ in 0..<4 {
      seen.append(
        try #require(try asking.ask("api.service.local", .a)).answer.compactMap {
          $0.split(separator: " ").last.map(String.init)
        })
      #expect(try asking.ask("api.service.local", .aaaa)?.answer == ["api.service.local. 5 IN AAAA 2001:db8::1"])
    }
    let all = ["10.0.3.1", "10.0.3.2", "10.0.3.4"]
    #expect(seen == [all, ["10.0.3.2", "10.0.3.4", "10.0.3.1"], ["10.0.3.4", "10.0.3.1", "10.0.3.2"], all])
  }

  @Test(
    "leader.S.Z: the leader alone, kept a second at most",
    arguments: [
      (RecordType.a, ["leader.api.service.local. 1 IN A 10.0.3.1"]), (.aaaa, []),
      (.srv, ["leader.api.service.local. 1 IN SRV 0 0 80 10-0-3-1.api.service.local."]),
    ])
  func leader(type: RecordType, expected: [String]) throws {
    let asking = try Asking(Self.api)
    let answer = try #require(try asking.ask("leader.api.service.local", type))
    #expect(answer.code == 0 && answer.answer == expected && answer.authority == (expected.isEmpty ? [Self.soa] : []))
    if type == .srv { #expect(answer.additional == ["10-0-3-1.api.service.local. 5 IN A 10.0.3.1"]) }
  }

  @Test(
    "HOST.S.Z: one instance's address",
    arguments: [
      ("10-0-3-2", RecordType.a, 0, "10.0.3.2"), ("10-0-3-4", .a, 0, "10.0.3.4"), ("10-0-3-2", .aaaa, 0, ""),
      ("10-0-3-2", .srv, 0, ""),
      ("2001-db8-0-0-0-0-0-1", .aaaa, 0, "2001:db8::1"), ("10-0-3-9", .a, 3, ""),
      ("2001-db8-0-0-0-0-0-2", .aaaa, 3, ""),
      ("10-0-3", .a, 3, ""), ("other", .a, 3, ""),
    ])
  func host(label: String, type: RecordType, code: Int, address: String) throws {
    let asking = try Asking(Self.api)
    let answer = try #require(try asking.ask("\(label).api.service.local", type))
    #expect(answer.code == code && answer.answer.count == (address.isEmpty ? 0 : 1))
    #expect(
      answer.answer.allSatisfy { $0 == "\(label).api.service.local. 5 IN \(type == .a ? "A" : "AAAA") \(address)" })
    #expect(answer.authority == (address.isEmpty ? [Self.soa] : []))
  }

  @Test(
    "no such name, or none of this type",
    arguments: [
      ("nope.service.local", RecordType.a, 3), ("a.b.c.service.local", .a, 3), ("leader.nope.service.local", .srv, 3),
      ("api.service.local", RecordType(rawValue: 65), 0), ("empty.service.local", .a, 0),
      ("empty.service.local", .srv, 0),
      ("leader.empty.service.local", .a, 0), ("10-0-0-1.empty.service.local", .a, 3), ("service.local", .a, 0),
      ("below.service.local", .a, 0), ("printer.service.local", .aaaa, 0), ("x.printer.service.local", .a, 3),
      ("v4only.service.local", .aaaa, 0),
    ])
  func negative(name: String, type: RecordType, code: Int) throws {
    let asking = try Asking(["api": ["10.0.3.1:80"], "v4only": ["10.0.3.1:80"], "empty": []])
    let answer = try #require(try asking.ask(name, type))
    #expect(
      answer.code == code && answer.answer.isEmpty && answer.authority == [Self.soa] && answer.flags.contains("aa"))
  }

  @Test(
    "records of the zone file",
    arguments: [
      (
        "service.local", RecordType.soa,
        ["service.local. 5 IN SOA ns.service.local. hostmaster.service.local. 7 3600 600 86400 2"], []
      ),
      (
        "service.local", .ns, ["service.local. 5 IN NS ns.service.local."],
        ["ns.service.local. 5 IN A 127.0.0.1", "ns.service.local. 5 IN AAAA ::1"]
      ),
      ("printer.service.local", .a, ["printer.service.local. 5 IN A 10.0.9.7"], []),
      (
        "alias.service.local", .a,
        ["alias.service.local. 5 IN CNAME printer.service.local.", "printer.service.local. 5 IN A 10.0.9.7"], []
      ),
      ("text.service.local", .txt, ["text.service.local. 5 IN TXT \"a\" \"b\""], []),
      ("deep.below.service.local", .a, ["deep.below.service.local. 5 IN A 10.0.9.8"], []),
      ("api.service.local", .txt, ["api.service.local. 5 IN TXT \"static\""], []),
      ("api.service.local", .a, ["api.service.local. 5 IN A 10.0.3.1"], []),
    ] as [(String, RecordType, [String], [String])])
  func file(name: String, type: RecordType, records: [String], additional: [String]) throws {
    let asking = try Asking(["api": ["10.0.3.1:80"], "printer": ["10.0.3.9:80"]])
    let answer = try #require(try asking.ask(name, type))
    #expect(answer.code == 0 && answer.answer == records && answer.additional == additional)
  }

  @Test("a static address replaces both discovered families, and starts no watch")
  func staticAddress() throws {
    let asking = try Asking(["printer": ["[2001:db8::1]:80"]])
    #expect(try asking.ask("printer.service.local", .aaaa)?.answer == [])
    let unknown = try Asking(others: nil)
    #expect(try unknown.ask("printer.service.local", .aaaa)?.code == 0)
    #expect(try unknown.ask("printer.service.local", .a)?.answer.count == 1)
  }

  @Test("names match without regard to case, and the answer repeats the question's")
  func letterCase() throws {
    let asking = try Asking(["api": ["10.0.3.1:80"]])
    let answer = try #require(try asking.ask("aPi.SERVICE.Local", .srv))
    #expect(answer.question == ["aPi.SERVICE.Local. IN SRV"])
    #expect(answer.answer == ["aPi.SERVICE.Local. 5 IN SRV 0 0 80 10-0-3-1.aPi.SERVICE.Local."])
    #expect(try asking.ask("LEADER.api.service.local", .a)?.answer.count == 1)
  }

  @Test("an instance whose address is a host name is its own target, without address records")
  func hostName() throws {
    let asking = try Asking(["db": ["db1.example.com:5432"]])
    #expect(
      try asking.ask("db.service.local", .srv)?.answer == ["db.service.local. 5 IN SRV 0 0 5432 db1.example.com."])
    #expect(try asking.ask("db.service.local", .a)?.code == 0)
    #expect(try asking.ask("leader.db.service.local", .a)?.answer == [])
  }

  @Test("every zone shows every service; of nested zones the closest answers")
  func zones() throws {
    let other = "$ORIGIN eu.service.local.\n@ SOA ns hm 1 2 3 4 9\n@ NS ns.service.local.\n"
    let asking = try Asking(zones: [Asking.zone, other], ["api": ["10.0.3.1:80"]])
    #expect(try asking.ask("api.eu.service.local", .a)?.answer == ["api.eu.service.local. 5 IN A 10.0.3.1"])
    #expect(
      try asking.ask("nope.eu.service.local", .a)?.authority.first?.hasPrefix("eu.service.local. 9 IN SOA") == true)
    #expect(try asking.ask("api.service.local", .a)?.answer.count == 1)
  }
}
