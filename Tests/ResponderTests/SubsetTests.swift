import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Names that pick instances: attributes, tags, and the leader of those")
struct SubsetTests {
  /// Instances whose addresses end in 1 to 6; the last two have one address with 1's.
  private func asking() throws -> Asking {
    let asking = try Asking()
    let rows: [(String, [String: String], [String])] = [
      ("10.0.3.1:80", ["version": "v1", "region": "eu"], ["primary"]),
      ("10.0.3.2:80", ["version": "v2", "Region": "EU"], []),
      ("[2001:db8::3]:80", ["version": "v2", "region": "us"], ["Canary", "leader"]),
      ("10.0.3.4:0", ["version": "v2", "region": "eu", "dotted": "1.2", "empty": ""], ["canary", "10-0-3-1"]),
      ("10.0.3.1:81", ["version": "v2", "region": "us", "role": "leader"], ["a.b"]),
      ("10.0.3.1:82", ["version": "v2", "region": "eu"], []),
      ("db.example.com:5432", ["kind": "db"], []),
    ]
    let instances = try rows.enumerated().map {
      Instance(endpoint: try Endpoint($1.0), created: UInt64($0), attributes: $1.1, tags: $1.2)
    }
    let service = Service(name: "api", instances: instances, presence: .known, sources: SourceMask(rank: 0))
    asking.index.publish([.service(service)])
    return asking
  }

  /// The last words of an answer's records, or its code.
  private func short(_ name: String, _ type: RecordType) throws -> [String] {
    let answer = try #require(try asking().ask("\(name).api.service.local", type))
    #expect(answer.authority.count == (answer.answer.isEmpty ? 1 : 0))
    guard answer.code == 0 else { return ["code \(answer.code)"] }
    return answer.answer.map { record in
      record.split(separator: " ").dropFirst(type == .srv ? 4 : 3).joined(separator: " ")
        .replacing(".api.service.local.", with: "")
    }
  }

  @Test(
    "addresses",
    arguments: [
      ("v1.version", RecordType.a, ["A 10.0.3.1"]), ("V2.Version", .a, ["A 10.0.3.2", "A 10.0.3.4", "A 10.0.3.1"]),
      ("v2.version", .aaaa, ["AAAA 2001:db8::3"]), ("v1.version", .aaaa, []), ("v9.version", .a, []),
      ("v2.version.eu.region", .a, ["A 10.0.3.2", "A 10.0.3.4", "A 10.0.3.1"]),
      ("eu.region.v2.version", .a, ["A 10.0.3.2", "A 10.0.3.4", "A 10.0.3.1"]),
      ("us.region.v2.version.leader.role", .a, ["A 10.0.3.1"]), ("v1.version.us.region", .a, []),
      ("canary", .a, ["A 10.0.3.4"]), ("canary", .aaaa, ["AAAA 2001:db8::3"]), ("primary", .a, ["A 10.0.3.1"]),
      ("10-0-3-1", .a, ["A 10.0.3.1"]), ("leader.role", .a, ["A 10.0.3.1"]), ("db.kind", .a, []),
    ])
  func addresses(name: String, type: RecordType, expected: [String]) throws {
    #expect(try short(name, type) == expected)
  }

  @Test(
    "SRV records, with the priority that their instance has among all",
    arguments: [
      ("eu.region", ["0 0 80 10-0-3-1", "1 0 80 10-0-3-2", "5 0 82 10-0-3-1"]),
      ("v2.version.us.region", ["2 0 80 2001-db8-0-0-0-0-0-3", "4 0 81 10-0-3-1"]),
      ("canary", ["2 0 80 2001-db8-0-0-0-0-0-3"]), ("db.kind", ["6 0 5432 db.example.com."]), ("10-0-3-1", []),
    ])
  func srv(name: String, expected: [String]) throws { #expect(try short(name, .srv) == expected) }

  @Test(
    "the leader of those that are picked",
    arguments: [
      ("leader.v2.version", RecordType.srv, ["1 0 80 10-0-3-2"]), ("leader.v2.version", .a, ["A 10.0.3.2"]),
      ("leader.us.region.v2.version", .aaaa, ["AAAA 2001:db8::3"]), ("leader.us.region", .a, []),
      ("leader.canary", .srv, ["2 0 80 2001-db8-0-0-0-0-0-3"]), ("leader.v9.version", .a, []),
      ("leader.v1.version.us.region", .a, []), ("leader", .a, ["A 10.0.3.1"]),
    ])
  func leader(name: String, type: RecordType, expected: [String]) throws {
    #expect(try short(name, type) == expected)
    let answer = try asking().ask("\(name).api.service.local", type)
    #expect(answer?.answer.allSatisfy { $0.contains(".api.service.local. 1 IN ") } == true)
  }

  @Test(
    "keys exist, and what is beneath them in pairs; other names do not",
    arguments: [
      ("version", []), ("region.v2.version", []), ("version.v9.version", []), ("leader.v9.version.v8.version", []),
      ("x.version.v1.nokey", ["code 3"]), ("v1.nokey", ["code 3"]), ("x.v2.version", ["code 3"]),
      ("leader.nokey", ["code 3"]), ("nokey.v2.version", ["code 3"]), ("leader.v1.nokey", ["code 3"]),
      ("a.b", ["code 3"]), ("x.leader", ["code 3"]), ("x.10-0-3-1", ["code 3"]), ("leader.leader", ["A 2001:db8::3"]),
    ])
  func existence(name: String, expected: [String]) throws {
    let isTag = name == "leader.leader"
    #expect(try short(name, isTag ? .aaaa : .a) == (isTag ? ["AAAA 2001:db8::3"] : expected))
  }

  @Test("more filters than are kept make no name")
  func limit() throws {
    let filters = Array(repeating: "v2.version", count: 8).joined(separator: ".")
    #expect(try short(filters, .a).count == 3)
    #expect(try short("v2.version." + filters, .a) == ["code 3"])
  }

  @Test("a value with a dot can't be asked for, its key exists; an empty one has no name")
  func values() throws {
    #expect(try short("2.1.dotted", .a) == ["code 3"] && short("1\\.2.dotted", .a) == [])
    #expect(try short("dotted", .a) == [] && short("empty", .a) == [] && short("x.empty", .a) == [])
  }

  @Test("addresses of a subset rotate, with the counter that all of the service have")
  func rotation() throws {
    let asking = try asking()
    let first = try (0..<3).map { _ in
      try asking.ask("v2.version.api.service.local", .a)?.answer.first?.suffix(8)
    }
    #expect(first == ["10.0.3.2", "10.0.3.4", "10.0.3.1"])
    #expect(try asking.ask("api.service.local", .a)?.answer.first?.suffix(8) == "10.0.3.1")
    #expect(try asking.ask("v2.version.api.service.local", .a)?.answer.first?.suffix(8) == "10.0.3.4")
  }

  @Test("of many instances each comes first once, over UDP as many as fit, over TCP all", arguments: [1, 7, 61, 700])
  func many(count: Int) throws {
    let asking = try Asking()
    let instances = (0..<(count * 2)).map { number in
      let address = Address.ipv4(0x0A00_0000 + UInt32(number))
      return Instance(
        endpoint: Endpoint(address: address, port: 80), created: UInt64(number),
        attributes: ["half": "\(number % 2)", "all": "yes"])
    }
    asking.index.publish([.service(Service(name: "api", instances: instances, presence: .known, sources: []))])
    var first: Set<String> = []
    for _ in 0..<count {
      let message = try query("1.half.yes.all.api.service.local", .a)
      let (_, answer, length) = try asking.send(message)
      #expect(length <= 512 && answer?.answer.count == min(count, (512 - message.count) / 16))
      first.insert(answer?.answer.first ?? "")
    }
    #expect(first.count == count)
    #expect(try asking.ask("1.half.api.service.local", .a, over: .tcp)?.answer.count == count)
  }
}
