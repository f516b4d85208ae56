import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Wildcards, RFC 4592, beside discovered services")
struct RFC4592Tests {
  /// The zone of RFC 4592 section 2.2.1, with a wildcard of its own beneath a service, and one with an alias.
  private static let zone = """
    $ORIGIN example.
    $TTL 3600
    @ SOA ns hm 1 2 3 4 5
    @ NS ns
    ns A 127.0.0.1
    * TXT "this is a wildcard"
    * MX 10 host1
    sub.* TXT "this is not a wildcard"
    host1 A 192.0.2.1
    _ssh._tcp.host1 SRV 0 0 22 host1
    *.api TXT "beneath api"
    *.alias CNAME host1
    a.b.c TXT "deep"

    """

  private func asking(_ services: [String: [String]] = ["api": ["10.0.3.1:80"], "web": ["10.0.3.1:80"]]) throws
    -> Asking
  {
    try Asking(zones: [Self.zone], services)
  }

  @Test(
    "the answers of section 2.2.1, and the types that are missing",
    arguments: [
      ("host3.example", 15, 0, ["host3.example. 3600 IN MX 10 host1.example."]),
      ("host3.example", 1, 0, []),
      ("foo.bar.example", 16, 0, ["foo.bar.example. 3600 IN TXT \"this is a wildcard\""]),
      ("host1.example", 15, 0, []), ("sub.*.example", 15, 0, []), ("_telnet._tcp.host1.example", 33, 3, []),
      ("host.subdel.example", 16, 0, ["host.subdel.example. 3600 IN TXT \"this is a wildcard\""]),
      ("ghost.*.example", 15, 3, []), ("*.example", 16, 0, ["*.example. 3600 IN TXT \"this is a wildcard\""]),
      ("x.b.c.example", 16, 3, []), ("b.c.example", 16, 0, []), ("x.host1.example", 16, 3, []),
    ])
  func answers(name: String, type: UInt16, code: Int, expected: [String]) throws {
    let answer = try #require(try asking().ask(name, RecordType(rawValue: type)))
    #expect(answer.code == code && answer.answer == expected && answer.flags.contains("aa"))
    #expect(answer.authority.isEmpty == !expected.isEmpty)
  }

  @Test("an alias of a wildcard is followed like any other")
  func alias() throws {
    let answer = try #require(try asking().ask("any.alias.example", .a))
    #expect(answer.answer == ["any.alias.example. 3600 IN CNAME host1.example.", "host1.example. 3600 IN A 192.0.2.1"])
  }

  @Test("a service that is known is no name for the wildcard, nor is what is beneath it, but for a wildcard of its own")
  func services() throws {
    let asking = try asking()
    #expect(try asking.ask("web.example", .txt)?.answer == [] && asking.ask("web.example", .txt)?.code == 0)
    #expect(try asking.ask("x.web.example", .txt)?.code == 3)
    #expect(try asking.ask("x.api.example", .txt)?.answer == ["x.api.example. 3600 IN TXT \"beneath api\""])
    #expect(try asking.ask("leader.api.example", .txt)?.answer == [])
    #expect(
      try asking.ask("10-0-3-1.api.example", .a)?.answer
        == ["10-0-3-1.api.example. 5 IN A 10.0.3.1"].map {
          $0.replacing(" 5 ", with: " 3600 ")
        })
    #expect(try asking.ask("_nope._tcp.example", .txt)?.code == 3)
  }

  @Test("a wildcard waits until the service is known to be unknown")
  func waits() throws {
    let asking = try Asking(zones: [Self.zone], others: nil)
    let message = try query("new.example", .txt)
    #expect(try asking.send(message).outcome == .waits)
    #expect(try asking.send(message, final: true).answer?.code == 2)
    try asking.publish("new", [], presence: .unknown)
    #expect(try asking.send(message).answer?.answer.count == 1)
    try asking.publish("new", ["10.0.3.1:80"])
    #expect(try asking.send(message).answer?.answer == [])
    #expect(try asking.ask("new.example", .srv)?.answer.count == 1)
  }
}

@Suite("Zone cuts, RFC 1034 section 4.3.2 and RFC 9471")
struct DelegationTests {
  private static let zone = """
    $ORIGIN example.
    $TTL 3600
    @ SOA ns hm 1 2 3 4 5
    @ NS ns
    ns A 127.0.0.1
    sub NS ns.sub
    sub NS ns.elsewhere.
    sub DS 12345 13 2 0102030405060708091011121314151617181920212223242526272829303132
    ns.sub A 192.0.2.1
    ns.sub AAAA 2001:db8::1
    api NS ns

    """

  @Test(
    "at and beneath a cut there is a referral with the addresses that are in the zone, without AA",
    arguments: ["sub.example", "x.sub.example", "a.b.sub.example", "ns.sub.example", "_x._tcp.sub.example"])
  func referral(name: String) throws {
    let asking = try Asking(zones: [Self.zone], ["sub": ["10.0.3.1:80"]])
    for type in [RecordType.a, .srv, .ns, .any] {
      let answer = try #require(try asking.ask(name, type))
      #expect(answer.code == 0 && !answer.flags.contains("aa") && answer.answer.isEmpty)
      #expect(
        answer.authority == ["sub.example. 3600 IN NS ns.sub.example.", "sub.example. 3600 IN NS ns.elsewhere."])
      #expect(
        answer.additional == ["ns.sub.example. 3600 IN A 192.0.2.1", "ns.sub.example. 3600 IN AAAA 2001:db8::1"])
    }
  }

  @Test("DS is answered above the cut; a cut hides a service of its name, and starts no watch")
  func hides() throws {
    let asking = try Asking(zones: [Self.zone], others: nil)
    let ds = try #require(try asking.ask("sub.example", .ds))
    #expect(ds.flags.contains("aa") && ds.answer.count == 1 && ds.authority.isEmpty)
    let none = try #require(try asking.ask("api.example", .ds))
    #expect(none.flags.contains("aa") && none.answer.isEmpty && none.authority.first?.contains(" SOA ") == true)
    #expect(try asking.ask("x.sub.example", .ds)?.authority.count == 2)
    let api = try #require(try asking.ask("api.example", .a))
    #expect(
      api.authority == ["api.example. 3600 IN NS ns.example."] && api.additional == ["ns.example. 3600 IN A 127.0.0.1"])
    #expect(try asking.send(query("other.example", .a)).outcome == .waits)
  }

  @Test("glue that does not fit sets TC")
  func truncated() throws {
    let glue = (1...40).map { "ns.sub A 192.0.2.\($0)\n" }.joined()
    let asking = try Asking(zones: [Self.zone + glue])
    let small = try asking.send(query("x.sub.example", .a, payloadSize: nil))
    #expect(small.length <= 512 && small.answer?.flags.contains("tc") == true && small.answer?.authority.count == 2)
    #expect(try asking.ask("x.sub.example", .a, over: .tcp)?.additional.count == 41)
  }
}
