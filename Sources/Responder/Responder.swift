internal import DNSWire
package import ServiceIndex

/// Turns queries into answers, for one thread: decides what a name means from zone files and services, and encodes it.
/// Allocates nothing, takes no lock and logs nothing, but for the lock of the first message after a reload.
package struct Responder: ~Copyable {
  var reader: ServiceIndex.Reader
  private var zones: PublishedZones.Copy
  private let identity: Identity
  var query = Query()

  /// How a message came.
  package enum Transport: Sendable { case udp, tcp }

  /// What becomes of a message.
  package enum Outcome: Equatable, Sendable {
    /// So many octets of the output are the answer.
    case answer(length: Int)
    /// It is never answered.
    case silence
    /// The service is not watched yet: to be tried again once it is, or a second has passed.
    case waits
  }

  /// Seconds that an answer about the leader may be kept, at most: a failover shows at once.
  static let maximumLeaderTTL: UInt32 = 1
  /// Seconds that a stale answer may be kept, at most: short, as RFC 8767 section 4 asks, and shorter, since services move.
  static let maximumStaleTTL: UInt32 = 2

  /// A responder of its own reader and copy of the zones, which says about itself what `identity` has.
  package init(index: ServiceIndex, zones: PublishedZones, identity: Identity = .hidden) {
    self.identity = identity
    reader = index.makeReader()
    self.zones = PublishedZones.Copy(zones)
  }

  var currentZones: ZoneSet { zones.zones }

  /// Begins a batch of messages; the thread must not wait until ``leave()``.
  package mutating func enter() {
    zones.refresh()
    reader.enter()
  }

  /// Ends a batch.
  package mutating func leave() { reader.leave() }

  /// Answers a message into `output`, which has room for 1,232 octets over UDP and 65,535 over TCP. A `final` one has
  /// waited already and is answered whatever is known.
  package mutating func respond(
    to message: RawSpan, over transport: Transport, final: Bool, into output: inout MutableRawSpan
  ) -> Outcome {
    switch query.read(message) {
    case .silence: return .silence
    case .refusal(let code): return refuse(code, message, transport, &output)
    case .question: break
    }
    guard query.recordClass == .in else { return respondOutsideOfZones(message, transport, &output) }
    guard query.type == .any || !query.type.isMeta else {
      let isTransfer = query.type == .axfr || query.type == .ixfr
      return refuse(isTransfer ? .refused : .notImp, message, transport, &output)
    }
    guard let zone = zones.zones.closest(to: query.name) else { return refuse(.refused, message, transport, &output) }
    return respond(in: zone, message, transport, final, &output)
  }

  private func refuse(
    _ code: ResponseCode, _ message: RawSpan, _ transport: Transport, _ output: inout MutableRawSpan
  ) -> Outcome {
    var encoder = makeEncoder(message, transport, error: nil, &output)
    encoder.code = code
    return .answer(length: encoder.finish(&output))
  }

  /// Answers a question of another class than IN: what the server says about itself, or nothing.
  private func respondOutsideOfZones(
    _ message: RawSpan, _ transport: Transport, _ output: inout MutableRawSpan
  ) -> Outcome {
    guard query.recordClass == .chaos, query.type == .txt || query.type == .any else {
      return refuse(.refused, message, transport, &output)
    }
    let text = identity.text(at: query.name)
    guard !text.isEmpty else { return refuse(.refused, message, transport, &output) }
    var encoder = makeEncoder(message, transport, error: nil, &output)
    encoder.isAuthoritative = true
    encoder.writeIdentity(text, to: &output)
    return .answer(length: encoder.finish(&output))
  }

  /// The answer to the query in hand, in the making.
  func makeEncoder(
    _ message: RawSpan, _ transport: Transport, error: ExtendedError?, _ output: inout MutableRawSpan
  ) -> AnswerEncoder {
    AnswerEncoder(
      query, message: message, isOverTCP: transport == .tcp, identity: identity, error: error, to: &output)
  }

  private func respond(
    in zone: ServedZone, _ message: RawSpan, _ transport: Transport, _ final: Bool, _ output: inout MutableRawSpan
  ) -> Outcome {
    let depth = query.name.labelCount - zone.originLabelCount
    let node = zone.node(query.name)
    guard depth > 0 else {
      let answer = node?.rrset(query.type).map(Answer.fileRecords) ?? .noData
      return encode(answer, in: zone, message, transport, &output)
    }
    if zone.hasCuts, let cut = zone.cut(query.name, depth: depth) {
      guard cut.label == 0 && query.type == .ds else {
        return encodeReferral(cut.delegation, label: cut.label, in: zone, message, transport, &output)
      }
      return encode(node?.rrset(.ds).map(Answer.fileRecords) ?? .noData, in: zone, message, transport, &output)
    }
    let subject = Subject(query.name, depth: depth)
    let decision = Decision(zone: zone, type: query.type, subject: subject, depth: depth, node: node)
    if let answer = decision.fromFile() { return encode(answer, in: zone, message, transport, &output) }
    return subject.withServiceLabel(query.name, depth: depth) { label in
      let outcome = reader.withService(label) { service in
        service.noteAsked()
        return encode(decision.from(service, query.name), of: service, in: zone, message, transport, &output)
      }
      if let outcome { return outcome }
      let answer = decision.withoutService(
        query.name, others: reader.others, canBeWatched: label.isWatchableName, final: final)
      return encode(answer, in: zone, message, transport, &output)
    }
  }
}
