import DNSWire
import Discovery
import Responder
import ServiceIndex
import Synchronization
import ZoneFile

/// A responder over zones given as text and services given as endpoints, asked as over UDP or TCP; every answer is read by
/// libldns.
final class Asking {
  let index: ServiceIndex
  /// What the time is, in seconds since 1970; a test may move it.
  let time = Time()
  /// What has been answered, and the zones' places in it.
  let tally = AnswerTally()
  let counted = CountedZones()
  private var responder: Responder

  final class Time: Sendable {
    private let seconds = Atomic<UInt32>(0)
    var now: UInt32 { seconds.load(ordering: .relaxed) }
    func move(to second: UInt32) { seconds.store(second, ordering: .relaxed) }
  }

  static let zone = """
    $ORIGIN service.local.
    $TTL 5
    @ SOA ns hostmaster 7 3600 600 86400 2
    @ NS ns
    ns A 127.0.0.1
    ns AAAA ::1
    printer A 10.0.9.7
    alias CNAME printer
    text TXT "a" "b"
    deep.below A 10.0.9.8
    api TXT "static"
    """

  /// A responder over services that are published already.
  init(index: ServiceIndex) throws {
    self.index = index
    let zone = try ServedZone(Zone(parsing: Array(Asking.zone.utf8), file: "test.zone"))
    responder = Responder(index: index, zones: PublishedZones(ZoneSet([zone])))
  }

  init(
    zones: [String] = [Asking.zone], _ services: [String: [String]] = [:], others: Service.Presence? = .unknown,
    identity: Identity = .hidden, access: AccessList = .everyone, local: LocalZones? = nil
  ) throws {
    let parsed = try zones.map { [counted] text in
      let zone = try Zone(parsing: Array(text.utf8), file: "test.zone")
      return try ServedZone(zone, countedAt: counted.place(of: zone.origin))
    }
    index = ServiceIndex(seconds: { [time] in time.now })
    responder = Responder(
      index: index, zones: PublishedZones(ZoneSet(parsed, local: local ?? .none)), identity: identity,
      access: Published(access), isForwarding: local != nil, tally: tally)
    index.publish([.others(others)])
    for (name, endpoints) in services { try publish(name, endpoints) }
  }

  func publish(_ name: String, _ endpoints: [String], presence: Service.Presence = .known) throws {
    let instances = try endpoints.enumerated().map { try Instance(endpoint: Endpoint($1), created: UInt64($0)) }
    let sources: SourceMask = instances.isEmpty ? [] : SourceMask(rank: 0)
    index.publish([.service(Service(name: name, instances: instances, presence: presence, sources: sources))])
  }

  /// What becomes of a message: its answer, read by libldns, or the outcome without one.
  func send(
    _ message: [UInt8], over transport: Responder.Transport = .udp, from client: ClientAddress = .unknown,
    final: Bool = false
  ) throws -> (outcome: Responder.Outcome, answer: ParsedMessage?, length: Int) {
    var room = [UInt8](repeating: 0xEE, count: transport == .udp ? 1232 : 65_535)
    responder.enter()
    defer { responder.leave() }
    let outcome = responder.respond(to: message, over: transport, from: client, final: final, into: &room)
    guard case .answer(let length) = outcome else { return (outcome, nil, 0) }
    return (outcome, try ParsedMessage(Array(room[..<length])), length)
  }

  /// What becomes of a message over UDP where answers are limited, all at one moment.
  func send(
    _ message: [UInt8], from client: ClientAddress, within limiter: RateLimiter
  ) throws -> (outcome: Responder.Outcome, answer: ParsedMessage?, length: Int) {
    var room = [UInt8](repeating: 0xEE, count: 1232)
    responder.enter()
    defer { responder.leave() }
    var span = room.mutableSpan
    var bytes = unsafe span.mutableBytes  // octets have no padding
    let outcome = message.withOctets { responder.respond(to: $0, from: client, within: limiter, at: 1, into: &bytes) }
    guard case .answer(let length) = outcome else { return (outcome, nil, 0) }
    return (outcome, try ParsedMessage(Array(room[..<length])), length)
  }

  /// What the upstreams are to be asked for the last message.
  var relayQuestion: RelayQuestion? { responder.relayQuestion }

  /// The answer to a message that is relayed, its octets and what libldns reads; absent where it is not relayed.
  func relay(
    _ message: [UInt8], over transport: Responder.Transport = .udp, with answer: RelayedAnswer, isCached: Bool = false
  ) throws -> (octets: [UInt8], answer: ParsedMessage)? {
    try relayUnread(message, over: transport, with: answer, isCached: isCached).map { ($0, try ParsedMessage($0)) }
  }

  /// The octets of the answer to a message that is relayed, which libldns may not be able to read.
  func relayUnread(
    _ message: [UInt8], over transport: Responder.Transport = .udp, with answer: RelayedAnswer, isCached: Bool = false
  ) throws -> [UInt8]? {
    guard try send(message, over: transport).outcome == .relays, let question = relayQuestion else { return nil }
    var room = [UInt8](repeating: 0xEE, count: transport == .udp ? 1232 : 65_535)
    responder.enter()
    defer { responder.leave() }
    let outcome = responder.respond(
      to: message, over: transport, from: .unknown, with: answer, to: question, isCached: isCached, into: &room)
    guard case .answer(let length) = outcome else { return nil }
    return Array(room[..<length])
  }

  /// The service that the last message waits for.
  var awaitedService: String? { responder.awaitedService }

  /// The answer to a question.
  func ask(
    _ name: String, _ type: RecordType, over transport: Responder.Transport = .udp, edns: Bool = true,
    final: Bool = false
  ) throws -> ParsedMessage? {
    try send(query(name, type, payloadSize: edns ? 1232 : nil), over: transport, final: final).answer
  }
}

/// A query's octets.
func query(_ name: String, _ type: RecordType, recordClass: UInt16 = 1, payloadSize: UInt16? = nil) throws -> [UInt8] {
  let opt: [UInt8] = payloadSize.map { [0, 0, 41, UInt8($0 >> 8), UInt8($0 & 0xFF), 0, 0, 0, 0, 0, 0] } ?? []
  return [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, payloadSize == nil ? 0 : 1] + (try Name(name).wire)
    + [type.rawValue, recordClass].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } + opt
}
