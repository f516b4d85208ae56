package import DNSWire
internal import HostSystem
package import ServiceIndex

/// Turns queries into answers, for one thread: decides what a name means from zone files and services, and encodes it.
/// Allocates nothing, takes no lock and logs nothing, but for the lock of the first message after a reload.
package struct Responder: ~Copyable {
  private let place = FixedPlace()
  var reader: ServiceIndex.Reader
  /// Looked at in place: a copy of the set would count a reference to each of its parts.
  private(set) var zones: PublishedZones.Copy
  var access: Published<AccessList>.Copy
  /// Whether other names than those of zones are handed on to upstream resolvers.
  let isForwarding: Bool
  let identity: Identity
  let cookies: ServerCookies
  private let tally: AnswerTally?
  /// Absent where queries are not logged.
  var queryLogging: QueryLogging?
  var query = Query()
  /// The name that the last alias of the answer leads to.
  var target = QuestionName()
  /// What the name that has to wait asks for, and whether it is an alias's target.
  var awaited: (subject: Subject, isTarget: Bool)?
  /// Whether what is to be relayed is that target, and not the question's name.
  var relaysTarget = false

  /// How a message came.
  package enum Transport: Sendable { case udp, tcp }

  /// What becomes of a message.
  package enum Outcome: Equatable, Sendable {
    /// So many octets of the output are the answer.
    case answer(length: Int)
    /// It is never answered.
    case silence
    /// The service is not watched yet: to be tried again once ``Responder/awaitedService`` is, or a second has passed.
    case waits
    /// Upstream resolvers are to be asked ``Responder/relayQuestion``.
    case relays
  }

  /// Seconds that an answer about the leader may be kept, at most: a failover shows at once.
  static let maximumLeaderTTL: UInt32 = 1
  /// Seconds that a stale answer may be kept, at most: short, as RFC 8767 section 4 asks, and shorter, since services move.
  static let maximumStaleTTL: UInt32 = 2

  /// A responder of its own reader and copies of the zones and of who may ask, which says about itself what `identity` has. All
  /// responders of a server have one secret for their cookies. A `tally`, which no other responder has, counts the answers, and
  /// `queryLogging` has some of them logged.
  package init(
    index: ServiceIndex, zones: PublishedZones, identity: Identity = .hidden, cookieSecret: (UInt64, UInt64) = (0, 0),
    access: Published<AccessList> = Published(.everyone), isForwarding: Bool = false,
    tally: AnswerTally? = nil, queryLogging: QueryLogging? = nil
  ) {
    (self.tally, self.queryLogging) = (tally, queryLogging)
    self.identity = identity
    self.isForwarding = isForwarding
    self.access = Published<AccessList>.Copy(access)
    let clock = SteadySeconds()
    cookies = ServerCookies(secret: cookieSecret, seconds: { clock.now })
    reader = index.makeReader()
    self.zones = PublishedZones.Copy(zones)
  }

  /// Begins a batch of messages; the thread must not wait until ``leave()``.
  package mutating func enter() {
    zones.refresh()
    access.refresh()
    reader.enter()
  }

  /// Ends a batch.
  package mutating func leave() { reader.leave() }

  /// Answers a message into `output`, which has room for 1,232 octets over UDP and 65,535 over TCP. A `final` one has
  /// waited already and is answered whatever is known.
  package mutating func respond(
    to message: RawSpan, over transport: Transport, from client: ClientAddress, final: Bool,
    into output: inout MutableRawSpan
  ) -> Outcome {
    let verdict = query.read(message)
    if case .silence = verdict { return .silence }
    return respond(verdict, to: message, over: transport, from: client, final: final, into: &output)
  }

  /// Answers a message that was read. In line, since a call of its own would copy the encoder.
  @inline(__always) mutating func respond(
    _ verdict: Query.Verdict, to message: RawSpan, over transport: Transport, from client: ClientAddress, final: Bool,
    into output: inout MutableRawSpan
  ) -> Outcome {
    let isAllowed = access.value.allows(client)
    var encoder = makeEncoder(message, transport, client, isAllowed: isAllowed, &output)
    guard isAllowed || !verdict.isQuestion else {
      encoder.refuse(.prohibited)
      return finish(&encoder, transport, client, &output)
    }
    switch answer(verdict, final, &encoder, &output) {
    case .done: return finish(&encoder, transport, client, &output)
    case .waits: return .waits
    case .relays: return .relays
    }
  }

  /// Finishes an answer, counts it, and has it logged. In line, since a call of its own would copy the encoder.
  @inline(__always) mutating func finish(
    _ encoder: inout AnswerEncoder, _ transport: Transport, _ client: ClientAddress, _ output: inout MutableRawSpan
  ) -> Outcome {
    tally?.add(encoder.countedAt, query.type, encoder.code, encoder.origin, transport)
    let length = encoder.finish(&output, identity)
    if queryLogging != nil { log(encoder, transport, client, length) }
    return .answer(length: length)
  }

  /// Writes the last message, whose outcome was ``Outcome/waits`` or ``Outcome/relays``, without what its answer does not depend on:
  /// what is kept of it until it can be answered.
  ///
  /// - Parameters:
  ///   - message: that message.
  ///   - output: has room for `Query.maximumCondensedLength` octets.
  /// - Returns: the octets written.
  package func condense(_ message: RawSpan, into output: inout MutableRawSpan) -> Int {
    query.condense(message, to: &output)
  }

  /// The answer to the query in hand, in the making. Who may not ask is not told the server's name.
  @inline(__always) func makeEncoder(
    _ message: RawSpan, _ transport: Transport, _ client: ClientAddress, isAllowed: Bool,
    _ output: inout MutableRawSpan
  ) -> AnswerEncoder {
    let cookie = query.edns?.cookie.map { cookies.cookie(for: $0, from: client) }
    let nsidLength = isAllowed && query.edns?.isNSIDWanted == true ? identity.name.count : 0
    var encoder = AnswerEncoder(
      query, message: message, isOverTCP: transport == .tcp, nsidLength: nsidLength, cookie: cookie, to: &output)
    if isForwarding { encoder.flags = HeaderFlag.recursionAvailable }
    return encoder
  }
}
