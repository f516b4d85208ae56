import DNSWire
import Foundation
import TestSupport
import Testing

@testable import Doctor

@Suite("Reading a host's files")
struct ReadingTests {
  @Test(
    "nsswitch.conf: modules with what ends the search",
    arguments: [
      ("hosts: files dns", ["files", "dns"], []),
      ("hosts:files dns # [x]", ["files", "dns"], []),
      ("hosts:\tmdns4_minimal [NOTFOUND=return] dns", ["mdns4_minimal", "dns"], ["mdns4_minimal"]),
      ("hosts: resolve [!UNAVAIL=return] dns", ["resolve", "dns"], ["resolve"]),
      ("hosts: resolve[!UNAVAIL=return TRYAGAIN=continue]dns", ["resolve", "dns"], ["resolve"]),
      ("hosts: a [ NotFound=Return ] b [SUCCESS=continue]", ["a", "b"], ["a"]),
      ("passwd: files", ["files", "dns"], []),
      ("hosts: nis\nhosts: files", ["files"], []),
    ] as [(String, [String], [String])])
  func serviceSwitch(text: String, modules: [String], ending: [String]) {
    let parsed = ServiceSwitch(parsing: text)
    #expect(parsed.modules.map(\.name) == modules)
    #expect(parsed.modules.filter { $0.returns.contains(.notFound) }.map(\.name) == ending)
  }

  @Test("a module is taken out of the line with its actions")
  func without() {
    let parsed = ServiceSwitch(parsing: "hosts: files mdns4 [NOTFOUND=return UNAVAIL=continue] dns [ a=b ] mdns4\n")
    #expect(parsed.words(without: ["mdns4"]) == ["files", "dns", "[", "a=b", "]"])
    #expect(parsed.modules.allSatisfy { $0.returns.contains(.success) })
  }

  @Test(
    "the names that nss-mdns asks multicast DNS for",
    arguments: [
      ("mdns4_minimal", nil, "printer.local", .asksWithoutLocalSOA), ("mdns4_minimal", nil, "a.b.local", .passesOn),
      ("mdns4_minimal", "*", "a.b.local", .passesOn), ("mdns4", nil, "Printer.LOCAL", .asksWithoutLocalSOA),
      ("mdns4", nil, "a.b.local", .passesOn), ("mdns", ".local.\n.local", "a.b.local", .asks),
      ("mdns", "local # all", "a.b.local", .asks), ("mdns", "", "printer.local", .passesOn),
      ("mdns", "*", "example.org", .asks), ("mdns", "other", "printer.local", .passesOn),
      ("mdns", nil, "local", .passesOn),
    ] as [(String, String?, String, MulticastRule.Verdict)])
  func multicast(module: String, allow: String?, name: String, expected: MulticastRule.Verdict) throws {
    let rule = allow.map { MulticastRule(parsing: $0) } ?? MulticastRule(allowed: nil)
    #expect(rule.verdict(module, try Name(name)) == expected)
  }

  @Test(
    "resolv.conf: lines end where programs say so, and name servers are read as they are written",
    arguments: [
      ("# a\u{0B}nameserver 1.1.1.1\nsearch\n", []), ("nameserver 9.9.9.9\r\nnameserver 1.1.1.1\r\n", [1, 2]),
      ("a\u{2028}b\nnameserver 9.9.9.9\noptions ndots:2\u{85}\n", [2]),
    ] as [(String, [Int])])
  func nameServers(text: String, lines: [Int]) {
    let facts = ResolverFacts(parsing: text)
    #expect(facts.servers.map(\.line) == lines.map { $0 })
    #expect(facts.dotsLine?.number == (text.contains("ndots") ? 3 : nil))
    #expect(ResolverFacts(parsing: "nameserver fe80::1%lo\n").servers == [NameServer("fe80::1%lo", line: 1)])
  }

  @Test(
    "systemd-resolved's routes: additions count behind the main file, an empty value takes back",
    arguments: [
      ("Domains=~service.local\nDNS=127.0.0.1:5300", "", "service.local", true),
      ("DNS=127.0.0.1:5300", "Domains=lan ~local", "service.local", true),
      ("DNS=127.0.0.1:5300\nDomains=~.", "", "service.local", false),
      ("DNS=127.0.0.1:5300\nDomains=~.", "", "service.internal", true),
      ("DNS=127.0.0.1:5300\nDomains=~service.local", "Domains=", "service.local", false),
      ("# DNS=127.0.0.1\nDomains=~service.local", "", "service.local", false),
      ("DNS = 127.0.0.1\nDomains = ~SERVICE.local", "", "service.local", true),
      ("DNS=127.0.0.1\nDomains=~vice.local", "", "service.local", false),
    ])
  func resolved(main: String, addition: String, zone: String, expected: Bool) throws {
    let folder = try TemporaryFolder()
    for path in ["etc/systemd", "run/systemd/resolved.conf.d"] {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(path)", withIntermediateDirectories: true)
    }
    _ = try folder.write("[Resolve]\n\(main)\n", to: "etc/systemd/resolved.conf")
    _ = try folder.write("[Resolve]\n\(addition)\n", to: "run/systemd/resolved.conf.d/a.conf")
    let settings = ResolvedSettings(HostFiles(root: folder.path))
    #expect(settings.routes(try Name(zone), orSearched: []) == expected)
  }

  @Test("the sockets bound to a port, IPv6 too, whatever they are connected to")
  func ports() {
    let head = "  sl  local_address rem_address\n"
    func row(_ address: String, _ state: String) -> String {
      " 1: \(address):0035 00:0000 \(state) 00:00 00:00 00 0 0 77 2\n"
    }
    let text = head + row("0100007F", "07") + row("0100007F", "01") + row("B80D0120000000000000000001000000", "07")
    #expect(PortHolder.parse(text, .udp, port: 53).map(\.address) == ["127.0.0.1", "2001:db8:0:0:0:0:0:1"])
    #expect(PortHolder.parse(text, .udp, port: 54).isEmpty)
    #expect(PortHolder.parse(text, .tcp, port: 53).isEmpty)
    #expect(PortHolder.parse("nonsense\nmore nonsense\n", .tcp, port: 53).isEmpty)
  }

  @Test("this host can be read")
  func here() {
    let facts = HostFacts(HostFiles())
    #expect(facts.firstUnprivilegedPort != nil)
    #expect(!facts.askedServers.isEmpty)
  }
}
