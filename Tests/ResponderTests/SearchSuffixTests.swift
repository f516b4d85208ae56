import DNSWire
import Discovery
import Responder
import Testing
import ZoneFile

@Suite("Names that a search list has lengthened")
struct SearchSuffixTests {
  private static let short = "$ORIGIN discoverd.\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n"

  @Test(
    "a whole name in front of an origin does not exist, without a wait",
    arguments: [
      "api.service.local.service.local", "API.Service.Local.service.local", "service.local.service.local",
      "leader.api.service.local.service.local", "api.service.local.discoverd", "api.discoverd.service.local",
      "_api._tcp.service.local.service.local",
    ])
  func lengthened(name: String) throws {
    let asking = try Asking(zones: [Asking.zone, Self.short], ["api": ["10.0.3.1:80"]], others: nil)
    let (outcome, answer, _) = try asking.send(query(name, .a))
    #expect(outcome != .waits && answer?.code == 3 && answer?.authority.count == 1)
  }

  @Test(
    "other names wait for their service as ever",
    arguments: ["new.service.local", "discoverd.service.local", "a.local.service.local"])
  func others(name: String) throws {
    let asking = try Asking(zones: [Asking.zone, Self.short], others: nil)
    #expect(try asking.send(query(name, .a)).outcome == .waits)
  }

  @Test("a service of that name answers once it is known, and while it is awaited nobody waits for it")
  func known() throws {
    let asking = try Asking(others: nil)
    try asking.publish("local", [], presence: .awaited)
    #expect(try asking.send(query("x.service.local.service.local", .a)).answer?.code == 3)
    #expect(try asking.send(query("local.service.local", .a)).outcome == .waits)
    try asking.publish("local", ["10.0.3.1:80"])
    #expect(try asking.ask("10-0-3-1.local.service.local", .a)?.answer.count == 1)
  }
}
