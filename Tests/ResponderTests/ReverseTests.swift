import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Names of addresses, in reverse zones")
struct ReverseTests {
  private static let ipv4 = """
    $ORIGIN 10.in-addr.arpa.
    $TTL 7
    @ SOA ns.service.local. hm.service.local. 1 2 3 4 2
    @ NS ns.service.local.
    9.0.0 PTR printer.service.local.
    *.8 PTR wild.service.local.

    """
  private static let ipv6 = """
    $ORIGIN 8.b.d.0.1.0.0.2.ip6.arpa.
    @ SOA ns.service.local. hm.service.local. 1 2 3 4 2
    @ NS ns.service.local.

    """
  private static let other = "$ORIGIN other.test.\n@ SOA ns hm 1 2 3 4 2\n@ NS ns\nns A 10.0.0.1\n"

  private func asking(_ services: [(String, UInt64, [String])]) throws -> Asking {
    let asking = try Asking(zones: [Self.ipv4, Self.ipv6, Asking.zone, Self.other])
    asking.index.trackHostNames()
    for (name, created, endpoints) in services { try publish(name, created, endpoints, in: asking) }
    return asking
  }

  private func publish(_ name: String, _ created: UInt64, _ endpoints: [String], in asking: Asking) throws {
    let instances = try endpoints.map { Instance(endpoint: try Endpoint($0), created: created) }
    let service = Service(name: name, instances: instances, presence: .known, sources: SourceMask(rank: 0))
    asking.index.publish([.service(service)])
  }

  private func host(_ name: String, _ asking: Asking) throws -> [String] {
    let answer = try #require(try asking.ask(name, .ptr))
    return answer.code == 0 ? answer.answer.map { String($0.split(separator: " ")[4]) } : ["code \(answer.code)"]
  }

  private static let last = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"

  @Test("the host of an instance, in the first zone of services")
  func hosts() throws {
    let asking = try asking([("api", 1, ["10.0.3.1:80", "10.0.3.1:81", "[2001:db8::1]:80", "db.example.com:1"])])
    let answer = try #require(try asking.ask("1.3.0.10.IN-ADDR.arpa", .ptr))
    #expect(answer.answer == ["1.3.0.10.IN-ADDR.arpa. 7 IN PTR 10-0-3-1.api.service.local."])
    #expect(answer.flags.contains("aa"))
    #expect(try host(Self.last, asking) == ["2001-db8-0-0-0-0-0-1.api.service.local."])
    #expect(try asking.ask("1.3.0.10.in-addr.arpa", .any)?.answer.count == 1)
    #expect(try asking.ask("1.3.0.10.in-addr.arpa", .a)?.code == 0)
  }

  @Test("the oldest instance's; when it goes, the next one's, at last none")
  func oldest() throws {
    let asking = try asking([("web", 5, ["10.0.3.1:80"]), ("api", 2, ["10.0.3.1:81"]), ("zoo", 2, ["10.0.3.1:82"])])
    let name = "1.3.0.10.in-addr.arpa"
    #expect(try host(name, asking) == ["10-0-3-1.api.service.local."])
    try publish("api", 2, ["10.0.3.2:81"], in: asking)
    #expect(try host(name, asking) == ["10-0-3-1.zoo.service.local."])
    #expect(try host("2.3.0.10.in-addr.arpa", asking) == ["10-0-3-2.api.service.local."])
    asking.index.publish([.forgotten(name: "zoo")])
    #expect(try host(name, asking) == ["10-0-3-1.web.service.local."])
    try publish("web", 5, [], in: asking)
    #expect(try host(name, asking) == ["code 3"])
  }

  @Test("what a source said that is gone is stale")
  func stale() throws {
    let asking = try asking([("api", 1, ["10.0.3.1:80"])])
    asking.index.publish([.stale(SourceMask(rank: 0))])
    let answer = try #require(try asking.ask("1.3.0.10.in-addr.arpa", .ptr))
    #expect(answer.answer.first?.contains(" 2 IN PTR ") == true && answer.options.prefix(6) == [0, 15, 0, 20, 0, 3])
  }

  @Test(
    "parts of an address exist, other names do not, and records of the file come first",
    arguments: [
      ("3.0.10.in-addr.arpa", []), ("99.10.in-addr.arpa", []), ("10.in-addr.arpa", []),
      ("9.0.0.10.in-addr.arpa", ["printer.service.local."]), ("7.7.8.10.in-addr.arpa", ["wild.service.local."]),
      ("2.3.0.10.in-addr.arpa", ["code 3"]), ("256.3.0.10.in-addr.arpa", ["code 3"]),
      ("01.3.0.10.in-addr.arpa", ["code 3"]), ("1.1.3.0.10.in-addr.arpa", ["code 3"]),
      ("api.10.in-addr.arpa", ["code 3"]), ("0.0.8.b.d.0.1.0.0.2.ip6.arpa", []),
      ("g.8.b.d.0.1.0.0.2.ip6.arpa", ["code 3"]), ("00.8.b.d.0.1.0.0.2.ip6.arpa", ["code 3"]),
    ])
  func names(name: String, expected: [String]) throws {
    #expect(try host(name, asking([("api", 1, ["10.0.3.1:80"])])) == expected)
  }

  @Test("no service is asked for by a name in a reverse zone, nor by one that begins as addresses do in the index")
  func services() throws {
    let asking = try Asking(zones: [Self.ipv4, Asking.zone], others: nil)
    asking.index.trackHostNames()
    #expect(try asking.ask("api.10.in-addr.arpa", .a)?.code == 3)
    try publish("api", 1, ["10.0.3.1:80"], in: asking)
    #expect(try asking.ask("\\000\\010\\000\\003\\001.service.local", .a)?.code == 3)
    #expect(try asking.ask("api.service.local", .a)?.answer.count == 1)
  }

  @Test("hosts that are followed later are known once services are published again")
  func later() throws {
    let asking = try Asking(zones: [Self.ipv4, Asking.zone])
    try publish("api", 1, ["10.0.3.1:80"], in: asking)
    #expect(try host("1.3.0.10.in-addr.arpa", asking) == ["code 3"])
    #expect(asking.index.trackHostNames() && !asking.index.trackHostNames())
    try publish("api", 1, ["10.0.3.1:80"], in: asking)
    #expect(try host("1.3.0.10.in-addr.arpa", asking) == ["10-0-3-1.api.service.local."])
  }
}
