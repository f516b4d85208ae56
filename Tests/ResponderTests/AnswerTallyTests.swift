import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing

@Suite("Answers are counted by what they are")
struct AnswerTallyTests {
  private let asking: Asking

  init() throws {
    asking = try Asking(["api": ["10.0.0.1:80"]], local: LocalZones.none)
  }

  /// What was counted, as `zone type code origin transport count`.
  private var counts: [String] {
    asking.tally.counts.map {
      "\(asking.counted.name(of: $0.zone)) \($0.kind) \($0.code) \($0.origin) \($0.transport) \($0.value)"
    }
  }

  @Test(
    "of a zone: discovered, out of its file, none, and not ready",
    arguments: [
      ("api.service.local", RecordType.a, "a noError live"), ("api.service.local", .srv, "srv noError live"),
      ("leader.api.service.local", .aaaa, "aaaa noError live"), ("printer.service.local", .a, "a noError static"),
      ("text.service.local", .txt, "txt noError static"), ("service.local", .soa, "other noError static"),
      ("nope.service.local", .a, "a nxDomain static"),
      ("_services._dns-sd._udp.service.local", .ptr, "ptr noError live"),
    ])
  func zone(name: String, type: RecordType, expected: String) throws {
    _ = try asking.ask(name, type)
    _ = try asking.ask(name, type)
    #expect(counts == ["service.local. \(expected) udp 2"])
  }

  @Test("what comes from a source that is gone is stale, over TCP too")
  func stale() throws {
    asking.index.publish([.stale(SourceMask(rank: 0))])
    _ = try asking.ask("api.service.local", .a, over: .tcp)
    #expect(counts == ["service.local. a noError stale tcp 1"])
  }

  @Test("a service that nobody can be asked about")
  func unavailable() throws {
    try asking.publish("gone", [], presence: .unavailable)
    _ = try asking.ask("gone.service.local", .a)
    #expect(counts == ["service.local. a servFail none udp 1"])
  }

  @Test("what is not answered yet is not counted")
  func waits() throws {
    let asking = try Asking(others: nil)
    #expect(try asking.send(query("new.service.local", .a)).outcome == .waits && asking.tally.counts.isEmpty)
    _ = try asking.send(query("new.service.local", .a), final: true)
    #expect(asking.tally.counts.count == 1)
  }

  @Test("messages that are no question of ours belong to no zone")
  func noZone() throws {
    _ = try asking.send(query("x", .axfr))
    _ = try asking.send([0, 1, 1, 0, 0, 1])
    _ = try asking.send([0, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0])
    #expect(counts.sorted() == ["none other formErr none udp 1", "none other refused none udp 1"])
  }

  @Test("relayed answers, from the cache, past their time, and none")
  func relayed() throws {
    let message = try query("example.com", .a)
    _ = try asking.relay(message, with: RelayedAnswer(code: .noError))
    _ = try asking.relay(message, with: RelayedAnswer(code: .nxDomain), isCached: true)
    _ = try asking.relay(message, with: RelayedAnswer(code: .noError, error: .stale), isCached: true)
    _ = try asking.relay(message, with: .failure(.noneAnswers))
    #expect(
      Set(counts) == [
        "none a noError relayed udp 1", "none a nxDomain cached udp 1", "none a noError stale udp 1",
        "none a servFail none udp 1",
      ])
  }

  @Test("a zone keeps its place; more than the bound share one")
  func places() throws {
    let zones = CountedZones()
    let first = zones.place(of: try Name("a.example"))
    for number in 1..<CountedZones.maximumCount { _ = zones.place(of: try Name("z\(number).example")) }
    #expect(zones.place(of: try Name("A.example")) == first && zones.name(of: first) == "a.example.")
    #expect(zones.place(of: try Name("late.example")) == CountedZones.others)
    #expect(zones.name(of: CountedZones.others) == "others" && zones.name(of: CountedZones.none) == "none")
  }
}
