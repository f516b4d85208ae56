import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Service discovery by DNS, RFC 6763")
struct RFC6763Tests {
  private static let long = String(repeating: "x", count: 250)

  private func asking() throws -> Asking {
    let asking = try Asking()
    let rows: [(String, [String: String])] = [
      ("10.0.3.1:80", ["region": "eu", "Path": "/a=b", "empty": ""]), ("10.0.3.2:53", ["proto": "UDP"]),
      ("[2001:db8::1]:8080", [:]), ("10.0.3.1:443", ["key": Self.long, "a=b": "x", "ä": "x", "KEY": "x"]),
      ("DB.example.com:5432", [:]), ("10.0.3.9:0", [:]),
    ]
    try publish("api", rows, in: asking)
    try publish("dns", [("10.0.3.2:53", ["proto": "udp"])], in: asking)
    try publish("empty", [], in: asking)
    asking.index.publish([.service(Service(name: "nope", instances: [], presence: .unknown, sources: []))])
    return asking
  }

  private func publish(_ name: String, _ rows: [(String, [String: String])], in asking: Asking) throws {
    let instances = try rows.enumerated().map {
      Instance(endpoint: try Endpoint($1.0), created: UInt64($0), attributes: $1.1)
    }
    asking.index.publish([.service(Service(name: name, instances: instances, presence: .known, sources: []))])
  }

  @Test("instances of a protocol are enumerated by PTR, section 4.1")
  func instances() throws {
    let tcp = try #require(try asking().ask("_API._tcp.service.local", .ptr))
    #expect(
      tcp.answer
        == ["10-0-3-1-80", "2001-db8-0-0-0-0-0-1-8080", "10-0-3-1-443", "db-example-com-5432"].map {
          "_API._tcp.service.local. 5 IN PTR \($0)._API._tcp.service.local."
        })
    // What the names have, section 12.1: SRV, TXT, and the address that is new.
    let suffix = "._API._tcp.service.local. 5 IN"
    #expect(
      tcp.additional.prefix(5) == [
        "10-0-3-1-80\(suffix) SRV 0 0 80 10-0-3-1.API.service.local.",
        "10-0-3-1-80\(suffix) TXT \"Path=/a=b\" \"empty=\" \"region=eu\"",
        "10-0-3-1.API.service.local. 5 IN A 10.0.3.1",
        "2001-db8-0-0-0-0-0-1-8080\(suffix) SRV 2 0 8080 2001-db8-0-0-0-0-0-1.API.service.local.",
        "2001-db8-0-0-0-0-0-1-8080\(suffix) TXT \"\"",
      ])
    #expect(tcp.additional.count == 10)
    let udp = try #require(try asking().ask("_api._udp.service.local", .ptr))
    #expect(udp.answer == ["_api._udp.service.local. 5 IN PTR 10-0-3-2-53._api._udp.service.local."])
    #expect(try asking().ask("_empty._tcp.service.local", .ptr)?.code == 0)
  }

  @Test(
    "each has an SRV record of its own, whose target is the host that all names lead to",
    arguments: [
      ("10-0-3-1-80._api._tcp", "0 0 80 10-0-3-1.api", "10-0-3-1.api", "A 10.0.3.1"),
      ("10-0-3-1-443._Api._tcp", "3 0 443 10-0-3-1.Api", "10-0-3-1.Api", "A 10.0.3.1"),
      ("10-0-3-2-53._api._udp", "1 0 53 10-0-3-2.api", "10-0-3-2.api", "A 10.0.3.2"),
      (
        "2001-DB8-0-0-0-0-0-1-8080._api._tcp", "2 0 8080 2001-db8-0-0-0-0-0-1.api", "2001-db8-0-0-0-0-0-1.api",
        "AAAA 2001:db8::1"
      ),
    ])
  func srv(name: String, rdata: String, target: String, address: String) throws {
    let answer = try #require(try asking().ask("\(name).service.local", .srv))
    #expect(answer.answer == ["\(name).service.local. 5 IN SRV \(rdata).service.local."])
    #expect(answer.additional == ["\(target).service.local. 5 IN \(address)"])
    #expect(try asking().ask("\(name).service.local", .any)?.answer == answer.answer)
  }

  @Test("a host name is an instance, too, in any case, and its own target")
  func hostName() throws {
    let answer = try #require(try asking().ask("Db-Example-com-5432._api._tcp.service.local", .srv))
    #expect(
      answer.answer == ["Db-Example-com-5432._api._tcp.service.local. 5 IN SRV 4 0 5432 DB.example.com."]
        && answer.additional.isEmpty)
    let asking = try Asking(["db": ["a-b.c:1", "a.b.c:1", "\(Self.long.prefix(60)).example.com:1"]])
    #expect(
      try asking.ask("_db._tcp.service.local", .ptr)?.answer
        == ["_db._tcp.service.local. 5 IN PTR a-b-c-1._db._tcp.service.local."])
    #expect(try asking.ask("_db._tcp.service.local", .srv)?.answer.count == 3)
  }

  @Test(
    "attributes are key=value in a TXT record, section 6; without any it is one empty string",
    arguments: [
      ("10-0-3-1-80._api._tcp", #""Path=/a=b" "empty=" "region=eu""#), ("2001-db8-0-0-0-0-0-1-8080._api._tcp", #""""#),
      ("10-0-3-2-53._api._udp", #""proto=UDP""#),
      ("10-0-3-1-443._api._tcp", #""KEY=x""#),
    ])
  func text(name: String, text: String) throws {
    #expect(try asking().ask("\(name).service.local", .txt)?.answer == ["\(name).service.local. 5 IN TXT \(text)"])
  }

  @Test("what has no place in a TXT record is left out and counted")
  func leftOut() throws {
    let asking = try asking()
    var reader = asking.index.makeReader()
    reader.enter()
    // Of two keys that differ in case one, a key with '=', one that is not ASCII.
    #expect(reader.attributesLeftOut == 3)
    reader.leave()
    try publish("long", [("10.0.0.1:1", ["key": Self.long + "xx", "next": Self.long])], in: asking)
    let text = try #require(try asking.ask("10-0-0-1-1._long._tcp.service.local", .txt)?.answer.first)
    #expect(text.hasSuffix(" TXT \"next=\(Self.long)\"") && !text.contains("key="))
    let many = Dictionary(uniqueKeysWithValues: (0..<300).map { ("k\($0)", Self.long) })
    try publish("many", [("10.0.0.1:1", many)], in: asking)
    #expect(try asking.ask("10-0-0-1-1._many._tcp.service.local", .txt)?.flags.contains("tc") == true)
    let whole = try #require(try asking.ask("10-0-0-1-1._many._tcp.service.local", .txt, over: .tcp))
    #expect(whole.answer.count == 1 && whole.answer[0].count > 60_000)
  }

  @Test(
    "what additional does not fit is left out, without TC; names too far for a pointer have none", arguments: [9, 2000])
  func sizes(count: Int) throws {
    let asking = try Asking(["many": (0..<count).map { "10.0.\($0 / 250).\($0 % 250):80" }])
    let (_, answer, length) = try asking.send(query("_many._tcp.service.local", .ptr, payloadSize: 800))
    #expect(length <= 800 && answer?.flags.contains("tc") == (count > 9))
    let whole = try #require(try asking.ask("_many._tcp.service.local", .ptr, over: .tcp))
    #expect(whole.answer.count == count && whole.additional.count == (count > 9 ? whole.additional.count : 27))
    #expect(whole.additional.count > 0)
  }

  @Test("the types of all services are enumerated, section 9, and each leads to instances")
  func types() throws {
    let asking = try asking()
    let answer = try #require(try asking.ask("_services._DNS-SD._udp.service.local", .ptr))
    let names = answer.answer.compactMap { $0.split(separator: " ").last.map(String.init) }
    #expect(Set(names) == Set(["_api._tcp", "_api._udp", "_dns._udp", "_empty._tcp"].map { $0 + ".service.local." }))
    #expect(names.count == 4)
    for name in names { #expect(try asking.ask(name, .ptr)?.code == 0) }
    asking.index.publish([.forgotten(name: "api"), .forgotten(name: "dns"), .forgotten(name: "empty")])
    #expect(try asking.ask("_services._dns-sd._udp.service.local", .ptr)?.answer == [])
  }

  @Test(
    "of more types than fit UDP says so, and TCP has all or says how many; none comes twice", arguments: [100, 5000])
  func manyTypes(count: Int) throws {
    let names = (0..<count).map { "service\($0)" }
    let asking = try Asking(Dictionary(uniqueKeysWithValues: names.map { ($0, ["10.0.0.1:80"]) }))
    let name = "_services._dns-sd._udp.service.local"
    #expect(try asking.ask(name, .ptr)?.flags.contains("tc") == true)
    let whole = try #require(try asking.ask(name, .ptr, over: .tcp))
    #expect(Set(whole.answer).count == whole.answer.count && !whole.flags.contains("tc"))
    if count == 100 {
      #expect(whole.answer.count == 100 && whole.options.isEmpty)
    } else {
      #expect(whole.answer.count > 2000)
      #expect(String(decoding: whole.options.dropFirst(6), as: UTF8.self) == "\(whole.answer.count) of 5000")
    }
  }

  @Test(
    "other names and types",
    arguments: [
      ("_dns-sd._udp", RecordType.ptr, 0), ("_services._dns-sd._udp", .a, 0), ("_services._dns-sd._tcp", .ptr, 3),
      ("b._dns-sd._udp", .ptr, 3), ("x._services._dns-sd._udp", .ptr, 3), ("10-0-3-1-80._api._udp", .srv, 3),
      ("10-0-3-1-81._api._tcp", .srv, 3), ("10-0-3-1-080._api._tcp", .srv, 3), ("10-0-3-1._api._tcp", .srv, 3),
      ("-80._api._tcp", .srv, 3), ("80._api._tcp", .srv, 3), ("10-0-3-1-99999._api._tcp", .srv, 3),
      ("10-0-3-9-0._api._tcp", .srv, 3), ("x.10-0-3-1-80._api._tcp", .srv, 3), ("10-0-3-1-80._nope._tcp", .txt, 3),
      ("10-0-3-1-80._api._tcp", .a, 0), ("_api._tcp", .txt, 0),
    ])
  func others(name: String, type: RecordType, code: Int) throws {
    let answer = try #require(try asking().ask("\(name).service.local", type))
    #expect(answer.code == code && answer.answer.isEmpty && answer.authority == [NameTableTests.soa])
  }
}

@Suite("What the server says about itself at _info")
struct InformationTests {
  @Test("version, services, seconds since the newest change, attributes left out, and the sources' state")
  func information() throws {
    let asking = try Asking(
      identity: Identity(version: "Doyen 9", name: nil, sources: ["agent", "discoverd 10.0.0.1"]))
    asking.time.move(to: 1000)
    try asking.publish("api", ["10.0.3.1:80"])
    try asking.publish("nope", [], presence: .unknown)
    asking.time.move(to: 1012)
    asking.index.publish([.stale(SourceMask(rank: 1))])
    let expected = """
      _info.service.local. 1 IN TXT "version=Doyen 9" "services=1" "changed=12" "attributes-left-out=0" "agent=live" \
      "discoverd 10.0.0.1=gone"
      """
    #expect(try asking.ask("_INFO.service.local", .txt)?.answer == [expected.replacing("_info", with: "_INFO")])
    #expect(try asking.ask("_info.service.local", .any)?.answer == [expected])
    #expect(try asking.ask("_info.service.local", .a)?.code == 0 && asking.ask("x._info.service.local", .a)?.code == 3)
    let hidden = try Asking()
    #expect(try hidden.ask("_info.service.local", .txt)?.answer.first?.contains("version") == false)
  }
}
