internal import DNSWire
internal import Discovery
internal import Responder
internal import ServiceIndex
internal import ZoneFile

/// A responder with zones and services of every kind, and the only place that knows how to ask it.
struct World: ~Copyable {
  private let index: ServiceIndex
  private var responder: Responder
  private var room = [UInt8](repeating: 0, count: 65_535)

  /// What became of a packet.
  enum Reply: Equatable {
    case answer([UInt8])
    case silence
    case waits
  }

  init() throws {
    let zones = try Self.zones.map { try ServedZone(Zone(parsing: Array($0.utf8), file: "fuzz.zone")) }
    let services = try Self.services()
    // A fixed time, so that serial numbers are the same in every run.
    index = ServiceIndex(poisonsFreedMemory: true, seconds: { 1 })
    index.trackHostNames()
    index.publish(services.map { .service($0) })
    responder = Responder(
      index: index, zones: PublishedZones(ZoneSet(zones)), identity: Identity(version: "Doyen", name: "fuzz"))
  }

  /// Shows a change of discovery.
  func publish(_ change: CatalogChange) { index.publish([change]) }

  /// Makes the state of discovery one of several: whether other services are known not to exist, and whether a source is gone.
  func setState(_ number: UInt64) {
    let others: [Service.Presence?] = [.unknown, .unavailable, nil]
    index.publish([
      .others(others[Int(number % 3)]), .stale(number % 2 == 0 ? [] : SourceMask(rank: 0)),
    ])
  }

  /// Puts a packet to the responder; a `final` one is not to wait.
  mutating func ask(_ packet: [UInt8], isOverTCP: Bool, isFinal: Bool) -> Reply {
    responder.enter()
    defer { responder.leave() }
    let client = [127, 0, 0, 1].withOctets { ClientAddress($0) }
    switch responder.respond(
      to: packet, over: isOverTCP ? .tcp : .udp, from: client, final: isFinal, into: &room)
    {
    case .answer(let length): return .answer(Array(room[..<length]))
    // Nothing is relayed here.
    case .silence, .relays: return .silence
    case .waits: return .waits
    }
  }

  /// The names of the zones that show services, in wire form.
  static let origins = [Draft.wire("service.local"), Draft.wire("local")]

  private static let zones = [
    """
    $ORIGIN service.local.
    $TTL 5
    @ SOA ns hostmaster 7 3600 600 86400 2
    @ NS ns
    @ MX 10 printer
    ns A 127.0.0.1
    ns AAAA ::1
    printer A 10.0.9.7
    printer AAAA fd00::7
    alias CNAME printer
    outside CNAME www.example.
    toservice CNAME api
    tomany CNAME many.local.
    tosubset CNAME v2.version.tagged
    c1 CNAME c2
    c2 CNAME c3.local.
    tree DNAME service.local.
    far DNAME example.com.
    text TXT "a" "b"
    deep.below A 10.0.9.8
    api TXT "static"
    _x._tcp SRV 0 0 80 printer
    *.wild TXT "wildcard"
    *.wild A 10.0.9.9
    * TXT "any"
    cut NS ns.cut
    cut NS ns.elsewhere.example.
    cut DS 1 8 2 00
    ns.cut A 192.0.2.1
    """,
    "$ORIGIN local.\n@ SOA ns hostmaster 7 3600 600 86400 2\n@ NS ns.service.local.\nx.y A 10.0.9.1\n"
      + "c3 CNAME c1.service.local.\n",
    "$ORIGIN 10.in-addr.arpa.\n@ SOA ns.service.local. hm.service.local. 1 2 3 4 2\n@ NS ns.service.local.\n",
  ]

  private static func services() throws -> [Service] {
    let many = { (count: Int) in (0..<count).map { "10.\($0 / 60_000).\($0 / 250 % 240).\($0 % 250):80" } }
    return [
      try tagged(), try service("one", ["10.0.3.1:80"]),
      try service("api", ["10.0.3.1:80", "10.0.3.2:80", "10.0.3.2:81", "[fd00::1]:80", "[fd00::2]:80"]),
      try service("names", ["a.example.com:80", "b.example.com:81"]),
      try hosted("hosted", ["10.0.5.1", "10.0.5.2", "10.0.3.1", "fd00::5"].map { try Address($0) }),
      try hosted("mute", nil),
      try service("mixed", ["10.0.3.2:53", "10.0.3.1:0", "10.0.3.3:54", "h.example:55"], isUDP: { $0 % 2 == 1 }),
      try service("many", many(60)), try service("huge", many(1600)), try service("empty", []),
      try service("leaderless", ["10.0.3.1:80", "10.0.3.2:80"], hasLeader: false),
      try service("lost", [], presence: .unavailable), try service("never", [], presence: .unknown),
      try service(String(repeating: "l", count: 63), ["10.0.3.1:80"]), try service("a_b", ["10.0.3.1:80"]),
    ]
  }

  /// A service with host names that stand for some addresses, or cannot be looked up.
  private static func hosted(_ name: String, _ addresses: [Address]?) throws -> Service {
    let instances = try ["a.example.com:80", "10.0.3.1:80", "b.example.com:81"].map { endpoint in
      Instance(endpoint: try Endpoint(endpoint), created: 1, tags: ["blue"])
    }
    let host = addresses.map { ResolvedHost($0) } ?? ResolvedHost([], hasFailed: true)
    return Service(
      name: name, instances: addresses == nil ? [instances[0]] : instances, presence: .known,
      sources: SourceMask(rank: 0), hosts: ["a.example.com": host, "b.example.com": ResolvedHost([])])
  }

  /// A service whose instances have attributes and tags.
  private static func tagged() throws -> Service {
    let instances = try (1...20).map { number in
      let attributes = [
        "version": number % 2 == 0 ? "v2" : "v1", "region": number % 3 == 0 ? "eu" : "us", "x y": "z=;",
      ]
      return Instance(
        endpoint: try Endpoint("10.0.4.\(number):80"), created: UInt64(number), attributes: attributes,
        tags: number % 4 == 0 ? ["canary"] : [])
    }
    return Service(name: "tagged", instances: instances, presence: .known, sources: SourceMask(rank: 0))
  }

  private static func service(
    _ name: String, _ endpoints: [String], presence: Service.Presence = .known, hasLeader: Bool = true,
    isUDP: (Int) -> Bool = { _ in false }
  ) throws -> Service {
    let instances = try endpoints.enumerated().map { place, endpoint in
      try Instance(
        endpoint: Endpoint(endpoint), created: UInt64(place), attributes: isUDP(place) ? ["proto": "udp"] : [:])
    }
    // Half of the services are from a source that is gone at times.
    let sources: SourceMask = instances.count % 2 == 1 ? SourceMask(rank: 0) : SourceMask(rank: 1)
    return Service(name: name, instances: instances, hasLeader: hasLeader, presence: presence, sources: sources)
  }
}
