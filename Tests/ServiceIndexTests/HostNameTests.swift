import DNSWire
import Discovery
import ServiceIndex
import Testing

@Suite("Fragments of services whose instances have host names")
struct HostNameTests {
  /// A service `api` of these instances, of which the first has the tags, as a reader sees it.
  private func withPublished(
    _ endpoints: [String], hosts: [String: ResolvedHost], tags: [String] = [],
    _ body: (borrowing PublishedService) -> Void
  ) throws {
    let instances = try endpoints.enumerated().map { number, text in
      Instance(endpoint: try Endpoint(text), created: UInt64(number), tags: number == 0 ? tags : [])
    }
    let index = ServiceIndex()
    index.publish([.service(Service(name: "api", instances: instances, presence: .known, sources: [], hosts: hosts))])
    var reader = index.makeReader()
    reader.enter()
    let found: Void? = reader.withService("api", body)
    reader.leave()
    try #require(found != nil)
  }

  private func found(_ texts: [String]) throws -> ResolvedHost { ResolvedHost(try texts.map { try Address($0) }) }

  private func addresses(_ service: borrowing PublishedService) -> [[UInt8]] {
    (0..<service.addressCount(.ipv4)).map { index in
      octets(4) { service.copyAddress(.ipv4, index, to: &$0, at: 0) }
    }
  }

  @Test("their addresses stand behind the instances' own, once each, whoever is older")
  func order() throws {
    let hosts = [
      "a.example": try found(["10.0.0.2", "10.0.0.1", "::2"]), "b.example": try found(["10.0.0.3", "10.0.0.2"]),
    ]
    try withPublished(["a.example:80", "10.0.0.1:80", "b.example:80"], hosts: hosts) { service in
      #expect(addresses(service) == [[10, 0, 0, 1], [10, 0, 0, 2], [10, 0, 0, 3]])
      #expect(service.addressCount(.ipv6) == 1 && service.hostNames == .found)
    }
  }

  @Test("only an instance's own address is the HOST of a name")
  func place() throws {
    try withPublished(["a.example:80", "10.0.0.1:80"], hosts: ["a.example": try found(["10.0.0.2", "::2"])]) {
      service in
      #expect(service.place(of: .ipv4(0x0A00_0001))?.index == 0)
      #expect(service.place(of: .ipv4(0x0A00_0002)) == nil && service.place(of: .ipv6(high: 0, low: 2)) == nil)
    }
  }

  @Test("an SRV record's target stays the host name, without additional address")
  func srv() throws {
    try withPublished(["a.example:80", "10.0.0.2:81"], hosts: ["a.example": try found(["10.0.0.2"])], tags: ["x"]) {
      service in
      #expect(service.srvCount == 2 && service.srv(0).isWholeName && service.srv(0).additionalAddress == nil)
      #expect(service.srv(1).additionalAddress?.index == 0)
      let tag = [1, UInt8(ascii: "x")].withOctets { service.term(.tag, $0) }
      guard let tag else {
        Issue.record("the tag is no term")
        return
      }
      let subset = Subset(tag, of: service)
      #expect(service.recordCount(of: subset) == 1 && service.srv(0, of: subset)?.additionalAddress == nil)
      #expect(service.addressCount(.ipv4, of: subset) == 1)
    }
  }

  @Test(
    "a leader with a host name has all addresses of that name, with and without anything to pick by",
    arguments: [[], ["x"]])
  func leader(tags: [String]) throws {
    let hosts = ["a.example": try found(["10.0.0.9", "10.0.0.1", "::1"])]
    try withPublished(["a.example:80", "10.0.0.1:80"], hosts: hosts, tags: tags) { service in
      guard let leader = service.oldest(of: Subset()), let host = leader.hostName else {
        Issue.record("the leader has no host name")
        return
      }
      #expect(leader.address == nil && host.addressCount(.ipv4) == 2 && host.addressCount(.ipv6) == 1)
      #expect(service.address(0, .ipv4, of: host)?.index == 1 && service.address(1, .ipv4, of: host)?.index == 0)
      #expect(service.address(0, .ipv6, of: host)?.family == .ipv6)
    }
  }

  @Test("what is said of host names is what says most about what is missing")
  func state() throws {
    let (found, awaited) = (try found(["10.0.0.1"]), ResolvedHost([], isAwaited: true))
    try withPublished(["10.0.0.1:1"], hosts: [:]) { #expect($0.hostNames == .none) }
    try withPublished(["a.example:1"], hosts: ["a.example": found]) { #expect($0.hostNames == .found) }
    try withPublished(["a.example:1", "b.example:1"], hosts: ["a.example": found]) { #expect($0.hostNames == .unasked) }
    try withPublished(["a.example:1", "b.example:1"], hosts: ["a.example": found, "b.example": awaited]) {
      #expect($0.hostNames == .awaited)
    }
  }

  @Test("as many addresses of a family as are kept make a member each")
  func many() throws {
    let texts = (1...40).map { "10.0.0.\($0)" }
    try withPublished(["a.example:1"], hosts: ["a.example": try found(texts)]) { service in
      #expect(service.addressCount(.ipv4) == ResolvedHost.maximumAddresses)
      #expect(service.oldest(of: Subset())?.hostName?.addressCount(.ipv4) == ResolvedHost.maximumAddresses)
    }
  }
}
