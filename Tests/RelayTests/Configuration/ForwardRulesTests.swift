import DNSWire
import Relay
import Testing

@Suite("Which upstreams are asked for which names")
struct ForwardRulesTests {
  private func upstreams(_ texts: String...) throws -> [Upstream] { try texts.map { try Upstream(parsing: $0) } }

  @Test(
    "the longest domain counts, whatever its case",
    arguments: [
      ("www.example", 0, "9.9.9.9:53"), ("corp.example", 1, "10.0.0.1:53"), ("A.CORP.Example", 1, "10.0.0.1:53"),
      ("a.lab.corp.example", 2, "10.0.0.2:53"), ("lab.corp.example", 2, "10.0.0.2:53"),
      ("xcorp.example", 0, "9.9.9.9:53"), ("example", 0, "9.9.9.9:53"), (".", 0, "9.9.9.9:53"),
      ("lab.corp.example.net", 0, "9.9.9.9:53"),
    ])
  func longest(name: String, group: Int, upstream: String) throws {
    let rules = ForwardRules(
      default: try upstreams("9.9.9.9"),
      zones: [
        (try Name("Corp.example"), try upstreams("10.0.0.1")),
        (try Name("lab.corp.example"), try upstreams("10.0.0.2")),
      ])
    let found = rules.upstreams(for: try Name(name))
    #expect(found.group == group && found.upstreams.map(\.description) == [upstream])
  }

  @Test("a label that ends like a domain's wire form is not in it")
  func labelBoundary() throws {
    let rules = ForwardRules(default: [], zones: [(try Name("example"), try upstreams("10.0.0.1"))])
    // The octets of "example." stand at the end, but inside a label.
    let name = try Name(labels: [[0x61, 7] + Array("example".utf8)])
    #expect(rules.upstreams(for: name).upstreams.isEmpty)
  }

  @Test("what is given twice is asked once, and a domain given twice has the upstreams of both")
  func merged() throws {
    let domain = try Name("corp.example")
    let rules = ForwardRules(
      default: try upstreams("9.9.9.9", "9.9.9.9:53"),
      zones: [
        (domain, try upstreams("10.0.0.1")), (try Name("other"), []),
        (try Name("CORP.example"), try upstreams("10.0.0.2", "10.0.0.1")),
      ])
    #expect(rules.upstreams(for: domain).upstreams.map(\.description) == ["10.0.0.1:53", "10.0.0.2:53"])
    #expect(rules.groups.map(\.group).sorted() == [0, 1, 2] && rules.groups[0].upstreams.count == 1)
    #expect(rules.groups[0].domain == .root)
  }

  @Test("a zone is written as a domain and its addresses")
  func zone() throws {
    let zone = try ForwardZone(parsing: "Corp.example.=10.0.0.1,[::1]:54,tls://10.0.0.3#a.b")
    #expect(zone.domain == (try Name("corp.example")))
    #expect(zone.upstreams.map(\.description) == ["10.0.0.1:53", "[::1]:54", "tls://10.0.0.3:853#a.b"])
  }

  @Test(
    "what is refused",
    arguments: [
      ("corp.example", .noAddress("corp.example")), ("corp.example=", .noAddress("corp.example=")),
      ("", .noAddress("")), ("=10.0.0.1", .notADomain("")), ("a..b=10.0.0.1", .notADomain("a..b")),
      (".=10.0.0.1", .root), ("a=b", .badUpstream(.notAnAddress("b"))), ("a=10.0.0.1,", .badUpstream(.empty)),
      ("a=10.0.0.1 ", .badUpstream(.notAnAddress("10.0.0.1 "))),
    ] as [(String, ForwardZoneError)])
  func refused(text: String, error: ForwardZoneError) {
    #expect(throws: error) { try ForwardZone(parsing: text) }
    #expect(error.description.hasPrefix("expected "))
  }
}
