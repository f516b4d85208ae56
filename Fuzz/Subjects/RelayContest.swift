internal import DNSWire
internal import NIOCore
internal import PacketContest
internal import Relay
internal import Responder
internal import ServiceIndex
internal import ZoneFile

/// Hands on what upstream resolvers say, fresh and from the cache, and holds it against libldns and our own reader.
struct RelayContest: ~Copyable {
  private var responder: Responder
  private var cache = AnswerCache(maximumOctets: 1 << 20)
  private var room = [UInt8](repeating: 0, count: 65_535)
  private var now = NIODeadline.uptimeNanoseconds(0)

  init() throws {
    let zones = PublishedZones(ZoneSet([]))
    responder = Responder(index: ServiceIndex(), zones: zones, isForwarding: true)
  }

  /// Types whose RDATA libldns reads as we do; of others we hand on any octets (RFC 3597), and it refuses what it does not know.
  private static let comparedTypes: Set<UInt16> = [1, 2, 5, 6, 12, 13, 15, 28, 33, 39]

  /// What is wrong with an answer as it reaches clients; absent where nothing is.
  mutating func complaint(about answer: RelayedAnswer, _ lifetime: Lifetime?, to question: RelayQuestion) -> String? {
    cache.store(answer, lifetime: lifetime, for: question, at: now)
    if let complaint = complaint(about: answer, to: question, isCached: false) { return complaint }
    now = now + .seconds(Int64(lifetime.map { $0.seconds / 2 } ?? 0))
    guard let cached = cache.answer(to: question, at: now) ?? cache.staleAnswer(to: question, at: now) else {
      return lifetime.map { $0.seconds > 0 && answer.records.count < 60_000 } == true ? "it is not kept" : nil
    }
    if let complaint = complaint(about: cached.answer, to: question, isCached: true) { return "kept: \(complaint)" }
    now = now + .hours(12)
    let stale = cache.staleAnswer(to: question, at: now)
    return stale.flatMap { complaint(about: $0.answer, to: question, isCached: true) }.map { "stale: \($0)" }
  }

  private mutating func complaint(about answer: RelayedAnswer, to question: RelayQuestion, isCached: Bool) -> String? {
    for (transport, size) in [(Responder.Transport.udp, UInt16?.none), (.udp, 1232), (.tcp, 1232)] {
      let query = Self.query(question, payloadSize: size)
      let outcome = responder.respond(
        to: query, over: transport, from: .unknown, with: answer, to: question, isCached: isCached, into: &room)
      guard case .answer(let length) = outcome else { return "\(outcome)" }
      let limit = transport == .tcp ? 65_535 : Int(size ?? 512)
      if length > limit { return "\(length) octets where \(limit) are taken" }
      if let complaint = complaint(about: Array(room[..<length]), to: question) { return complaint }
    }
    return nil
  }

  /// Whether a client can read it: as we do, and as libldns does where it knows all types.
  private func complaint(about octets: [UInt8], to question: RelayQuestion) -> String? {
    let shape = MessageShape(octets)
    guard shape.isWhole, shape.end == octets.count else { return "it is not whole: \(octets.hex)" }
    let isKnown = shape.records.allSatisfy { Self.comparedTypes.contains($0.type) || $0.type == 41 }
    if isKnown, MessageOutline(octets) == nil { return "libldns does not read it: \(octets.hex)" }
    if octets[2] & 2 != 0 { return nil }
    let again = UpstreamReply.read(
      octets, answering: question, id: 0x1234, sentEDNS: true, trustsAD: true)
    switch again {
    case .answer, .failure: return nil
    default: return "read again, it is \(again): \(octets.hex)"
    }
  }

  /// A query with a payload size, or without an OPT record.
  private static func query(_ question: RelayQuestion, payloadSize: UInt16?) -> [UInt8] {
    var octets = UpstreamQuery.message(
      question, id: 0x1234, withEDNS: payloadSize != nil, wantsAuthenticData: true)
    if let payloadSize {
      let place = octets.count - EDNS.recordLength + 3
      octets.replaceSubrange(place..<place + 2, with: [UInt8(payloadSize >> 8), UInt8(payloadSize & 0xFF)])
    }
    return octets
  }
}
