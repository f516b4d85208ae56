import DNSWire
import Discovery
import ServiceIndex
import Testing

@Suite("Fragments: what a reader sees of a service")
struct FragmentTests {
  private func withPublished<Result>(
    _ instances: [String], presence: Service.Presence = .known, _ body: (borrowing PublishedService) -> Result
  ) throws -> Result? {
    let index = ServiceIndex()
    index.publish([.service(try service("api", instances, presence: presence))])
    var reader = index.makeReader()
    reader.enter()
    defer { reader.leave() }
    return reader.withService("api") { body($0) }
  }

  @Test("addresses stand once each, in order of age, by family")
  func addresses() throws {
    let list = ["10.0.3.1:80", "[2001:db8::1]:80", "10.0.3.2:81", "10.0.3.1:82"]
    let found = try withPublished(list) { service in
      (0..<service.addressCount(.ipv4)).map { index in
        octets(4) { service.copyAddress(.ipv4, index, to: &$0, at: 0) }
      } + [octets(16) { service.copyAddress(.ipv6, 0, to: &$0, at: 0) }]
    }
    #expect(found == [[10, 0, 3, 1], [10, 0, 3, 2], [0x20, 1, 0xD, 0xB8] + Array(repeating: 0, count: 11) + [1]])
  }

  @Test("an SRV record has priority by age, port and HOST label; its address is additional once")
  func srv() throws {
    let found = try withPublished(["10.0.3.1:80", "10.0.3.1:81", "10.0.3.2:0"]) { service in
      (0..<service.srvCount).map { index in
        let srv = service.srv(index)
        #expect((srv.additionalAddress != nil) == (index == 0))
        return octets(srv.length) { service.copySRV(srv, to: &$0, at: 0) }
      }
    }
    let label = [8] + Array("10-0-3-1".utf8)
    #expect(found == [[0, 0, 0, 0, 0, 80] + label, [0, 1, 0, 0, 0, 81] + label])
  }

  @Test("a host name is its own target and has no address")
  func hostName() throws {
    let found = try withPublished(["db.example.com:5432"]) { service in
      #expect(service.addressCount(.ipv4) == 0 && service.addressCount(.ipv6) == 0 && service.leaderFamily == nil)
      #expect(service.srv(0).isWholeName && service.leaderHasPort && service.srv(0).additionalAddress == nil)
      return octets(service.srv(0).length) { service.copySRV(service.srv(0), to: &$0, at: 0) }
    }
    #expect(found == [0, 0, 0, 0, 0x15, 0x38, 2, 100, 98, 7] + Array("example".utf8) + [3] + Array("com".utf8) + [0])
  }

  @Test(
    "the leader is the first instance",
    arguments: [("10.0.3.1:80", AddressFamily.ipv4, true), ("[::1]:0", .ipv6, false)])
  func leader(first: String, family: AddressFamily, hasPort: Bool) throws {
    try #require(
      try withPublished([first, "10.0.3.9:80"]) { service in
        #expect(service.leaderFamily == family && service.leaderHasPort == hasPort)
      } != nil)
  }

  @Test("presence without instances", arguments: [Service.Presence.known, .unknown, .unavailable])
  func presence(presence: Service.Presence) throws {
    let found = try withPublished([], presence: presence) { service in
      #expect(service.srvCount == 0 && service.leaderFamily == nil && !service.leaderHasPort)
      return service.presence
    }
    #expect(found == presence)
  }

  @Test("rotation moves by one, for each family alone, and survives a change of the service")
  func rotation() throws {
    let index = ServiceIndex()
    var reader = index.makeReader()
    var seen: [Int] = []
    for round in 0..<3 {
      index.publish([.service(try service("api", ["10.0.0.1:\(80 + round)", "10.0.0.2:80"]))])
      reader.enter()
      reader.withService("api") { service in
        _ = service.nextRotation(.ipv6, count: 5)
        seen += [
          service.nextRotation(.ipv4, count: 2), service.nextRotation(.ipv4, count: 2),
          service.nextRotation(.ipv4, count: 2),
        ]
      }
      reader.leave()
    }
    #expect(seen == [0, 1, 0, 1, 0, 1, 0, 1, 0])
  }

  @Test(
    "HOST labels name addresses and nothing else",
    arguments: ["10.0.3.1", "255.255.255.255", "0.0.0.0", "2001:db8::1", "::1"])
  func hostLabel(text: String) throws {
    let address = try Address(text)
    let label = try #require(HostLabel.octets(of: address))
    #expect(label.withOctets { HostLabel.address($0) } == address)
    #expect(label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-"))
  }

  @Test(
    "no HOST label",
    arguments: [
      "", "10-0-3", "10-0-3-256", "10-0-3-01", "10-0-3-1-", "-1-0-0-1", "a-0-0-1", "1-2-3-4-5-6-7", "1-2-3-4-5-6-7-8-9",
      "00-0-0-0-0-0-0-1", "12345-0-0-0-0-0-0-1", "g-0-0-0-0-0-0-1",
    ])
  func noHostLabel(text: String) { #expect(Array(text.utf8).withOctets { HostLabel.address($0) } == nil) }
}
