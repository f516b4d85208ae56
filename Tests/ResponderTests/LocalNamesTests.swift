import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Names that never leave the host")
struct LocalNamesTests {
  private func asking(
    zones: [String] = [Asking.zone], hasPrivateAddresses: Bool = true, except rules: [String] = []
  ) throws -> Asking {
    let local = try LocalZones(hasPrivateAddresses: hasPrivateAddresses, except: rules.map { try Name($0) })
    return try Asking(zones: zones, local: local)
  }

  @Test(
    "localhost and all beneath are this host, RFC 6761 section 6.3",
    arguments: ["localhost", "a.localhost", "A.b.LocalHost"])
  func localhost(name: String) throws {
    let asking = try asking()
    #expect(try asking.ask(name, .a)?.answer == ["\(name). 10800 IN A 127.0.0.1"])
    #expect(try asking.ask(name, .aaaa)?.answer == ["\(name). 10800 IN AAAA ::1"])
    let other = try #require(try asking.ask(name, .mx))
    #expect(other.code == 0 && other.answer.isEmpty && other.authority.count == 1)
  }

  @Test(
    "names that do not exist, with the SOA that says so",
    arguments: [
      "invalid", "x.invalid", "onion", "abc.onion", "1.0.0.10.in-addr.arpa", "1.2.16.172.in-addr.arpa",
      "9.31.172.in-addr.arpa", "1.1.168.192.in-addr.arpa", "1.1.64.100.in-addr.arpa", "1.1.127.100.in-addr.arpa",
      "1.1.254.169.in-addr.arpa", "1.2.3.0.in-addr.arpa", "1.d.f.ip6.arpa", "1.c.f.ip6.arpa", "1.8.e.f.ip6.arpa",
      "1.b.e.f.ip6.arpa",
    ])
  func absent(name: String) throws {
    let asking = try asking()
    let answer = try #require(try asking.ask(name, .ptr))
    #expect(answer.authority.count == 1 && answer.authority[0].contains(" 10800 IN SOA "), "\(answer.authority)")
    #expect(answer.flags == ["qr", "aa", "rd", "ra"] && answer.code == (name.contains(".") ? 3 : 0))
  }

  @Test("loopback addresses are named localhost")
  func loopback() throws {
    let asking = try asking()
    let one = "1." + String(repeating: "0.", count: 31) + "ip6.arpa"
    for name in ["1.0.0.127.in-addr.arpa", "9.8.7.127.in-addr.arpa", one] {
      #expect(try asking.ask(name, .ptr)?.answer == ["\(name). 10800 IN PTR localhost."])
    }
  }

  @Test("what leads around us has no data, RFC 9462 section 6.4")
  func resolvers() throws {
    let asking = try asking()
    for name in ["resolver.arpa", "_dns.resolver.arpa", "x._dns.resolver.arpa"] {
      for type in [RecordType(rawValue: 64), .a, .txt] {
        let answer = try #require(try asking.ask(name, type))
        #expect(answer.code == 0 && answer.answer.isEmpty && answer.authority.count == 1, "\(name)")
      }
    }
  }

  @Test(
    "all other names are relayed",
    arguments: [
      "example.com", "arpa", "in-addr.arpa", "172.in-addr.arpa", "1.15.172.in-addr.arpa", "1.32.172.in-addr.arpa",
      "1.63.100.in-addr.arpa", "1.128.100.in-addr.arpa", "1.1.1.1.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa",
      "xlocalhost", "localhost.com", "local",
    ])
  func others(name: String) throws {
    #expect(try asking().send(query(name, .ptr)).outcome == .relays)
  }

  @Test("private addresses are relayed where an upstream may know them, localhost never is")
  func privateUpstreams() throws {
    let asking = try asking(hasPrivateAddresses: false)
    #expect(try asking.send(query("1.0.0.10.in-addr.arpa", .ptr)).outcome == .relays)
    #expect(try asking.ask("1.0.0.127.in-addr.arpa", .ptr)?.answer.count == 1)
    for rule in ["10.in-addr.arpa", "3.10.in-addr.arpa", "in-addr.arpa"] {
      let asking = try self.asking(except: [rule])
      #expect(try asking.send(query("1.0.3.10.in-addr.arpa", .ptr)).outcome == .relays)
      let sibling = try asking.send(query("1.0.4.10.in-addr.arpa", .ptr)).outcome
      #expect((sibling == .relays) == (rule != "3.10.in-addr.arpa"))
      let other = try asking.send(query("1.0.168.192.in-addr.arpa", .ptr)).outcome
      #expect((other == .relays) == (rule == "in-addr.arpa"))
    }
  }

  @Test("Tor's names are asked where a rule says so, others that never leave the host have no rules")
  func rules() throws {
    let asking = try asking(except: ["onion"])
    #expect(try asking.send(query("abc.onion", .a)).outcome == .relays)
    #expect(try LocalZones.origin(keeping: Name("onion")) == nil && LocalZones.origin(keeping: Name("arpa")) == nil)
    for name in ["localhost", "a.LocalHost", "invalid", "x.resolver.arpa", "1.127.in-addr.arpa"] {
      #expect(try LocalZones.origin(keeping: Name(name)) != nil, "\(name)")
    }
  }

  @Test("a zone of the user's wins, and no service is shown in one of ours")
  func precedence() throws {
    let reverse = "$ORIGIN 10.in-addr.arpa.\n@ SOA ns.x. hm.x. 1 2 3 4 5\n7.9.0 PTR printer.x.\n"
    let asking = try asking(zones: [Asking.zone, reverse])
    #expect(try asking.ask("7.9.0.10.in-addr.arpa", .ptr)?.answer.count == 1)
    try asking.publish("api", ["10.0.3.1:80"])
    #expect(try asking.ask("api.localhost", .a)?.answer == ["api.localhost. 10800 IN A 127.0.0.1"])
    #expect(try asking.ask("_info.localhost", .txt)?.answer == [])
    #expect(try asking.ask("_services._dns-sd._udp.localhost", .ptr)?.answer == [])
    #expect(try asking.send(query("new.invalid", .a)).outcome != .waits)
  }
}
