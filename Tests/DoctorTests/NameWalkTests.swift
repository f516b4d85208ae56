import DNSWire
import Testing

@testable import Doctor

@Suite("Following a name through the C library, glibc and musl")
struct NameWalkTests {
  private func lines(_ walk: NameWalk) -> [String] {
    walk.steps.map { "\($0.module): \($0.question.map { "\($0) → " } ?? "")\($0.outcome)" }
  }

  /// The names asked for an A record, in order.
  private func asked(_ walk: NameWalk) -> [String] {
    walk.steps.compactMap { $0.question }.filter { $0.hasSuffix(" A") }.map { String($0.split(separator: " ")[1]) }
  }

  @Test("a service: files, then DNS for both kinds of addresses")
  func service() {
    let walk = World(["api.service.local": "10.0.3.1"]).walk("api.service.local")
    #expect(
      lines(walk) == [
        "files: not in /etc/hosts", "dns: 127.0.0.1 api.service.local A → NOERROR: 10.0.3.1",
        "dns: 127.0.0.1 api.service.local AAAA → NOERROR, no data",
      ])
    #expect(walk.end == "found by dns: 10.0.3.1")
  }

  @Test("/etc/hosts comes first, whatever the case")
  func hosts() {
    var world = World(["api.service.local": "10.0.3.1"])
    world.facts.hosts = HostsFile(parsing: "10.9.9.9 other API.Service.Local\n::9 api.service.local\n")
    let walk = world.walk("api.service.local.")
    #expect(lines(walk) == ["files: /etc/hosts:1: 10.9.9.9, /etc/hosts:2: ::9"])
    #expect(walk.addresses == ["10.9.9.9", "::9"])
  }

  @Test("an address needs no look-up", arguments: ["10.0.3.1", "10", "::1", "fe80::1%eth0", "127.1"])
  func literals(text: String) { #expect(World([:]).walk(text).addresses == [text]) }

  @Test("what is no name is said to be none", arguments: ["", ".", "a..b", String(repeating: "a", count: 64)])
  func noName(text: String) {
    #expect(lines(World([:]).walk(text)) == ["getaddrinfo: no domain name"])
    #expect(World([:]).walk(text).addresses.isEmpty)
  }

  @Test(
    "the search list: before the name where that has fewer dots than ndots, behind it else; never with a final dot",
    arguments: [
      ("api.service.local", "search a b", ["api.service.local", "api.service.local.a", "api.service.local.b"]),
      ("api.service.local.", "search a b", ["api.service.local"]),
      ("api", "search a b", ["api.a", "api.b", "api"]),
      ("api", "search a b\noptions no-tld-query", ["api.a", "api.b"]),
      ("api", "", ["api"]),
      ("api.service.local", "search a\noptions ndots:3", ["api.service.local.a", "api.service.local"]),
      ("api.service.local", "search a\ndomain b", ["api.service.local", "api.service.local.b"]),
      ("api", "search a\noptions ndots:0", ["api", "api.a"]),
      ("x", "search a .", ["x.a", "x"]),
    ])
  func searching(name: String, resolver: String, expected: [String]) {
    #expect(asked(World(resolver: "nameserver 127.0.0.1\n\(resolver)\n", [:]).walk(name)) == expected)
  }

  @Test("without a search list the domain of the host's own name is searched")
  func hostDomain() {
    var world = World([:])
    world.facts.hostDomain = "example.org"
    #expect(asked(world.walk("api")) == ["api.example.org", "api"])
  }

  @Test("musl does not search for a name with enough dots, and tries a single label at last")
  func musl() {
    var world = World(switch: "files", resolver: "nameserver 127.0.0.1\nsearch a\n", [:])
    world.facts.isMusl = true
    #expect(asked(world.walk("api.service.local")) == ["api.service.local"])
    #expect(asked(world.walk("api")) == ["api.a", "api"])
  }

  @Test("a failure leads to the next server, and its word counts: no such name")
  func secondServer() {
    let walk = World(resolver: "nameserver 127.0.0.1\nnameserver 192.168.1.1\n", ["127.0.0.1": "fails"]).walk("a.b.")
    #expect(
      lines(walk).dropFirst() == [
        "dns: 127.0.0.1 a.b A → SERVFAIL, extended error 14", "dns: 127.0.0.1 a.b AAAA → SERVFAIL, extended error 14",
        "dns: 192.168.1.1 a.b A → NXDOMAIN", "dns: 192.168.1.1 a.b AAAA → NXDOMAIN",
      ])
    #expect(walk.end == "ended without an address at dns")
  }

  @Test("a failed name lets the search go on, silence at a searched name ends it but for the name as it was given")
  func failures() {
    let resolver = "nameserver 127.0.0.1\nsearch x y\n"
    #expect(
      asked(World(resolver: resolver, ["a.b": "fails", "a.b.x": "fails"]).walk("a.b")) == ["a.b", "a.b.x", "a.b.y"])
    #expect(asked(World(resolver: resolver, ["a.b": "silent"]).walk("a.b")) == ["a.b", "a.b.x", "a.b.y"])
    #expect(asked(World(resolver: resolver, ["a.b.x": "silent"]).walk("a.b")) == ["a.b", "a.b.x"])
    let dots = resolver + "options ndots:2\n"
    #expect(asked(World(resolver: dots, ["a.b.x": "refuses", "a.b": "10.0.0.1"]).walk("a.b")) == ["a.b.x", "a.b"])
    #expect(asked(World(resolver: resolver, ["a.b.x": "10.0.0.1"]).walk("a.b")) == ["a.b", "a.b.x"])
  }

  @Test("only the first three name servers are asked, and 127.0.0.1 where there is none")
  func servers() {
    let four = (1...4).map { "nameserver 10.0.0.\($0)\n" }.joined()
    let walk = World(resolver: four, ["a.b": "refuses"]).walk("a.b.")
    #expect(walk.steps.compactMap(\.question).filter { $0.hasSuffix(" A") }.count == 3)
    #expect(World(resolver: "", ["a.b": "10.0.0.1"]).walk("a.b.").addresses == ["10.0.0.1"])
  }

  @Test(
    "multicast DNS: names of two labels beneath local, unless Avahi is down or DNS has local",
    arguments: [
      ("api.service.local", true, "mdns4_minimal: passes it on", true),
      ("printer.local", true, "mdns4_minimal: asks multicast DNS; taken as not found", false),
      ("printer.local", false, "mdns4_minimal: passes it on, since Avahi does not run", true),
    ])
  func multicast(name: String, isAvahiRunning: Bool, expected: String, reachesDNS: Bool) {
    var world = World(switch: "files mdns4_minimal [NOTFOUND=return] dns", [name: "10.0.0.1"])
    world.facts.isAvahiRunning = isAvahiRunning
    let walk = world.walk(name)
    #expect(lines(walk).contains(expected))
    #expect(walk.addresses.isEmpty != reachesDNS)
    world.addresses["local"] = "soa"
    #expect(world.walk(name).addresses == ["10.0.0.1"])
  }

  @Test("systemd-resolved's module has the last word where it runs")
  func resolved() {
    var world = World(switch: "resolve [!UNAVAIL=return] files dns", ["127.0.0.1": "10.0.0.1"])
    #expect(world.walk("a.b").addresses == ["10.0.0.1"])
    world.facts.resolved = ResolvedSettings(HostFiles(root: "/nonexistent"))
    #expect(
      lines(world.walk("a.b")) == ["resolve: 127.0.0.53 a.b A → NXDOMAIN", "resolve: 127.0.0.53 a.b AAAA → NXDOMAIN"])
  }
}
