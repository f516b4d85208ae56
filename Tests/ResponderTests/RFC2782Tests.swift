import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("Names of RFC 2782: _service._protocol")
struct RFC2782Tests {
  /// A service with an instance of each kind of protocol.
  private func asking() throws -> Asking {
    let asking = try Asking()
    let protocols = [
      "10.0.3.1:80": nil, "10.0.3.2:53": "udp", "10.0.3.3:80": "http", "10.0.3.1:53": "UDP", "[2001:db8::1]:80": "tcp",
    ]
    let instances = try ["10.0.3.1:80", "10.0.3.2:53", "10.0.3.3:80", "10.0.3.1:53", "[2001:db8::1]:80"].enumerated()
      .map {
        let attributes = protocols[$1].flatMap { $0 }.map { ["proto": $0] } ?? [:]
        return Instance(endpoint: try Endpoint($1), created: UInt64($0), attributes: attributes)
      }
    asking.index.publish([
      .service(Service(name: "api", instances: instances, presence: .known, sources: SourceMask(rank: 0)))
    ])
    return asking
  }

  @Test("the instances of a protocol, leader first; http and what is not said count as TCP")
  func protocols() throws {
    let tcp = try #require(try asking().ask("_api._tcp.service.local", .srv))
    #expect(
      tcp.answer == [
        "_api._tcp.service.local. 5 IN SRV 0 0 80 10-0-3-1.api.service.local.",
        "_api._tcp.service.local. 5 IN SRV 2 0 80 10-0-3-3.api.service.local.",
        "_api._tcp.service.local. 5 IN SRV 4 0 80 2001-db8-0-0-0-0-0-1.api.service.local.",
      ])
    #expect(
      tcp.additional == [
        "10-0-3-1.api.service.local. 5 IN A 10.0.3.1", "10-0-3-3.api.service.local. 5 IN A 10.0.3.3",
        "2001-db8-0-0-0-0-0-1.api.service.local. 5 IN AAAA 2001:db8::1",
      ])
    let udp = try #require(try asking().ask("_api._udp.service.local", .srv))
    #expect(
      udp.answer == [
        "_api._udp.service.local. 5 IN SRV 1 0 53 10-0-3-2.api.service.local.",
        "_api._udp.service.local. 5 IN SRV 3 0 53 10-0-3-1.api.service.local.",
      ])
  }

  @Test("the case of the question is repeated, also in the targets")
  func spelling() throws {
    let answer = try #require(try asking().ask("_API._Tcp.Service.LOCAL", .srv))
    #expect(answer.answer.first == "_API._Tcp.Service.LOCAL. 5 IN SRV 0 0 80 10-0-3-1.API.Service.LOCAL.")
    #expect(answer.additional.first == "10-0-3-1.API.Service.LOCAL. 5 IN A 10.0.3.1")
  }

  @Test(
    "other types are NODATA, the protocols exist, and what no service has does not",
    arguments: [
      ("_api._tcp.service.local", RecordType.a, 0), ("_api._tcp.service.local", .txt, 0), ("_tcp.service.local", .a, 0),
      ("_udp.service.local", .srv, 0), ("_nope._tcp.service.local", .srv, 3), ("api._tcp.service.local", .srv, 3),
      ("_api._sctp.service.local", .srv, 3), ("_._tcp.service.local", .srv, 3), ("_tcp._tcp.service.local", .srv, 3),
      ("x._api._tcp.service.local", .srv, 3), ("_sctp.service.local", .srv, 3),
    ])
  func otherwise(name: String, type: RecordType, code: Int) throws {
    let answer = try #require(try asking().ask(name, type))
    #expect(answer.code == code && answer.answer.isEmpty && answer.authority.count == 1)
  }

  @Test("a service without instances of the protocol is NODATA; what a zone file has at the name replaces them")
  func without() throws {
    let asking = try Asking(
      zones: [Asking.zone + "\n_web._tcp SRV 9 9 99 printer\n"], ["api": ["10.0.3.1:80"], "web": ["10.0.3.1:80"]])
    #expect(try asking.ask("_api._udp.service.local", .srv)?.code == 0)
    #expect(
      try asking.ask("_web._tcp.service.local", .srv)?.answer
        == ["_web._tcp.service.local. 5 IN SRV 9 9 99 printer.service.local."])
  }

  @Test("a service that is not watched yet waits, by its own name")
  func waits() throws {
    let asking = try Asking(others: nil)
    let message = try query("_api._tcp.service.local", .srv)
    #expect(try asking.send(message).outcome == .waits && asking.awaitedService == "api")
    try asking.publish("api", ["10.0.3.1:80"])
    #expect(try asking.send(message).answer?.answer.count == 1)
  }

  @Test("a truncated answer has the leader first, is within its limit, and libldns reads every record of the whole one")
  func sizes() throws {
    let asking = try Asking(["many": (0..<2000).map { "10.0.\($0 / 250).\($0 % 250):80" }])
    for size in [512, 700, 1232] as [UInt16] {
      let (_, answer, length) = try asking.send(query("_many._tcp.service.local", .srv, payloadSize: size))
      #expect(length <= Int(size) && answer?.flags.contains("tc") == true)
      #expect(answer?.answer.first?.contains(" SRV 0 0 80 10-0-0-0.many.service.local.") == true)
    }
    let whole = try #require(try asking.ask("_many._tcp.service.local", .srv, over: .tcp))
    #expect(whole.answer.count > 1000 && whole.flags.contains("tc") == false)
    for (index, record) in whole.answer.enumerated() { #expect(record.contains(" SRV \(index) 0 80 10-0-")) }
  }
}
