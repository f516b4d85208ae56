import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Answers at the edges of what services and zones can be")
struct EdgeTests {
  private func publish(
    _ name: String, _ rows: [(String, [String: String], [String])], in asking: Asking, hasLeader: Bool = true
  ) throws {
    let instances = try rows.enumerated().map {
      Instance(endpoint: try Endpoint($1.0), created: UInt64($0), attributes: $1.1, tags: $1.2)
    }
    let service = Service(
      name: name, instances: instances, hasLeader: hasLeader, presence: .known, sources: SourceMask(rank: 0))
    asking.index.publish([.service(service)])
  }

  @Test("a host name of the greatest length is a target like any other", arguments: [247, 249, 253])
  func longHostName(length: Int) throws {
    let labels = (0..<4).map { String(repeating: "abcd".dropFirst($0).first ?? "x", count: 61) }
    let host = String((labels.joined(separator: ".") + ".example").prefix(length))
    let asking = try Asking(["db": ["\(host):80"]])
    #expect(try asking.ask("db.service.local", .srv)?.answer == ["db.service.local. 5 IN SRV 0 0 80 \(host)."])
    let ptr = try #require(try asking.ask("_db._tcp.service.local", .ptr))
    #expect(ptr.code == 0 && ptr.answer.isEmpty && ptr.authority == [NameTableTests.soa])
  }

  @Test("owners of additional addresses are right also where no pointer reaches, over TCP")
  func farPointers() throws {
    let hosts = (0..<700).map { "a-host-name-of-some-length-\($0).example.com:80" }
    let asking = try Asking([
      "api": (0..<700).map { "10.0.\($0 / 250).\($0 % 250):80" }, "far": hosts + ["10.0.0.1:80"],
    ])
    for (name, type) in [("_api._tcp", RecordType.ptr), ("_far._tcp", .srv), ("_far._tcp", .ptr)] {
      let answer = try #require(try asking.ask("\(name).service.local", type, over: .tcp))
      #expect(answer.answer.count > 600)
      for record in answer.additional where record.contains(" IN A ") {
        let words = record.split(separator: " ")
        let label = words[4].replacing(".", with: "-")
        #expect(words[0] == "\(label).\(name.dropFirst().prefix(3)).service.local.")
      }
    }
  }

  @Test("what is stale is kept two seconds at most, also that there is nothing, and the types of services")
  func stale() throws {
    let asking = try Asking(zones: [
      Asking.zone.replacing("86400 2", with: "86400 300").replacing("TTL 5", with: "TTL 400")
    ])
    try publish("api", [("10.0.3.1:80", ["version": "v1"], [])], in: asking)
    asking.index.publish([.stale(SourceMask(rank: 0))])
    for name in ["v2.version.api", "x.nokey.api", "api"] {
      let answer = try #require(try asking.ask("\(name).service.local", .aaaa))
      #expect(answer.authority.first?.hasPrefix("service.local. 2 IN SOA") == true)
      #expect(answer.options.prefix(6) == [0, 15, 0, 20, 0, 3])
    }
    let types = try #require(try asking.ask("_services._dns-sd._udp.service.local", .ptr))
    #expect(types.answer.first?.contains(" 2 IN PTR ") == true && types.options.prefix(6) == [0, 15, 0, 20, 0, 3])
    #expect(try asking.ask("nope.service.local", .a)?.authority.first?.contains(" 300 IN SOA") == true)
  }

  @Test(
    "a wildcard does not stand for what is beneath a name that exists",
    arguments: [
      ("foo._tcp", 3), ("_foo._tcp", 3), ("b._dns-sd._udp", 3), ("x._info", 3), ("x.v1.version.api", 3),
      ("x.y.version.api", 3), ("x.api", 0), ("nope", 0), ("x.y.nokey.api", 0),
    ])
  func wildcards(name: String, code: Int) throws {
    let asking = try Asking(zones: [Asking.zone + "\n* A 10.9.9.9\n*.api A 10.8.8.8\n"])
    try publish("api", [("10.0.3.1:80", ["version": "v1"], [])], in: asking)
    #expect(try asking.ask("\(name).service.local", .a)?.code == code)
  }

  @Test("what is said of records that are missing counts these records alone")
  func missing() throws {
    let asking = try Asking(zones: [Asking.zone + "\nother CNAME v1.version.many\n"])
    let rows = (0..<5000).map { number in
      ("10.0.\(number / 250).\(number % 250):80", ["version": number % 2 == 0 ? "v1" : "v2", "all": "y"], [String]())
    }
    try publish("many", rows, in: asking)
    for name in ["other", "y.all.v1.version.many"] {
      let answer = try #require(try asking.ask("\(name).service.local", .srv, over: .tcp))
      let count = answer.answer.count { $0.contains(" SRV ") }
      #expect(String(decoding: answer.options.dropFirst(6), as: UTF8.self) == "\(count) of 2500")
    }
  }

  @Test("a host name that is called like an address has no name of its own")
  func sameName() throws {
    let asking = try Asking(["api": ["10-0-3-1:8080", "10.0.3.1:8080"]])
    let answer = try #require(try asking.ask("_api._tcp.service.local", .ptr))
    #expect(answer.answer == ["_api._tcp.service.local. 5 IN PTR 10-0-3-1-8080._api._tcp.service.local."])
    #expect(
      try asking.ask("10-0-3-1-8080._api._tcp.service.local", .srv)?.answer.first?.hasSuffix(
        "10-0-3-1.api.service.local.")
        == true)
  }

  @Test("an instance without a port does not take the address of another one's target away")
  func withoutPort() throws {
    let asking = try Asking()
    try publish("api", [("10.0.0.1:0", [:], ["blue"]), ("10.0.0.1:80", [:], ["blue"])], in: asking)
    #expect(
      try asking.ask("blue.api.service.local", .srv)?.additional == ["10-0-0-1.api.service.local. 5 IN A 10.0.0.1"])
    #expect(try asking.ask("blue.api.service.local", .a)?.answer.count == 1)
  }

  @Test("host names are a reason for no address only where all instances are meant")
  func reason() throws {
    let asking = try Asking()
    try publish(
      "api", [("10.0.0.1:80", ["region": "eu"], []), ("db.example.com:80", ["region": "us"], [])], in: asking)
    #expect(try asking.ask("api.service.local", .aaaa)?.options.isEmpty == false)
    #expect(try asking.ask("eu.region.api.service.local", .aaaa)?.options == [])
  }

  @Test("a subset has a leader whatever the leader of all is; without one appointed none has")
  func leaders() throws {
    let asking = try Asking()
    let rows = [("db.example.com:0", [String: String](), [String]()), ("10.0.0.2:80", ["region": "eu"], [])]
    try publish("api", rows, in: asking)
    #expect(try asking.ask("leader.eu.region.api.service.local", .a)?.answer.count == 1)
    try publish("api", rows, in: asking, hasLeader: false)
    #expect(try asking.ask("leader.eu.region.api.service.local", .a)?.answer.isEmpty == true)
  }

  @Test("services are hidden at a redirection, whose hosts would be aliases")
  func redirection() throws {
    let asking = try Asking(zones: [Asking.zone + "\nd DNAME x\n"], ["d": ["10.0.0.1:80"]])
    for type in [RecordType.a, .srv, .any] {
      let answer = try asking.ask("d.service.local", type)
      #expect(answer?.code == 0 && answer?.answer.isEmpty == (type != .any))
    }
  }

  @Test("as many attributes and tags of an instance can be asked for as are kept")
  func manyAttributes() throws {
    let asking = try Asking()
    let attributes = Dictionary(uniqueKeysWithValues: (10..<50).map { ("k\($0)", "v") })
    try publish("api", [("10.0.0.1:80", attributes, (10..<50).map { "t\($0)" })], in: asking)
    #expect(
      try asking.ask("v.k41.api.service.local", .a)?.code == 0 && asking.ask("v.k42.api.service.local", .a)?.code == 3)
    #expect(
      try asking.ask("t41.api.service.local", .a)?.code == 0 && asking.ask("t42.api.service.local", .a)?.code == 3)
    #expect(try asking.ask("10-0-0-1-80._api._tcp.service.local", .txt)?.answer.first?.contains("k49=v") == true)
  }

  @Test("the seconds since a change never run backwards")
  func secondsSinceChange() throws {
    let asking = try Asking()
    asking.time.move(to: 1000)
    try publish("api", [("10.0.0.1:80", [:], [])], in: asking)
    asking.time.move(to: 990)
    #expect(try asking.ask("_info.service.local", .txt)?.answer.first?.contains("\"changed=0\"") == true)
  }
}

@Suite("What the priority of SRV records says")
struct PriorityTests {
  @Test(
    "age, only the leader, or nothing; then clients choose by weight",
    arguments: [
      (SRVPriority.age, ["0 0", "1 0", "2 0"]), (.leader, ["0 1", "1 7", "1 0"]), (.equal, ["0 1", "0 7", "0 0"]),
    ])
  func modes(mode: SRVPriority, expected: [String]) throws {
    let index = ServiceIndex(priorities: SRVPriorities(.age, services: ["api": mode]))
    let instances = try [(UInt16(1), "10.0.0.1:80"), (7, "10.0.0.2:80"), (0, "10.0.0.3:80")].enumerated().map {
      Instance(endpoint: try Endpoint($1.1), created: UInt64($0), weight: $1.0)
    }
    for name in ["api", "other"] {
      index.publish([.service(Service(name: name, instances: instances, presence: .known, sources: []))])
    }
    let asking = try Asking(index: index)
    #expect(try fields(asking, "api") == expected && fields(asking, "other") == ["0 0", "1 0", "2 0"])
  }

  private func fields(_ asking: Asking, _ name: String) throws -> [String] {
    try #require(try asking.ask("\(name).service.local", .srv)).answer.map {
      $0.split(separator: " ").dropFirst(4).prefix(2).joined(separator: " ")
    }
  }
}
