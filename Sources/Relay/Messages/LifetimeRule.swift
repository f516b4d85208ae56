internal import DNSWire

/// The sections of a message that have records.
enum Section { case answer, authority, additional }

/// What is noted of an answer's records while they are read, and the lifetime that follows from it.
struct LifetimeRule {
  private let type: RecordType
  /// Whether there is a record of the type that was asked for; behind a CNAME alone there is none.
  private var hasAnswer = false
  /// The lowest TTL of all records, in seconds.
  private var lowestTTL: UInt32?
  /// The first SOA record of the authority section: where its TTL stands in the message, and its MINIMUM field.
  private var soa: (ttlOffset: Int, ttl: UInt32, minimum: UInt32)?

  /// Nothing is noted yet of the answer to a question of type `type`.
  init(type: RecordType) { self.type = type }

  mutating func note(_ type: RecordType, ttl: UInt32, in section: Section) {
    lowestTTL = min(lowestTTL ?? ttl, ttl)
    if section == .answer && (type == self.type || self.type == .any) { hasAnswer = true }
  }

  mutating func noteSOA(ttlOffset: Int, ttl: UInt32, minimum: UInt32) {
    guard soa == nil else { return }
    soa = (ttlOffset, ttl, minimum > Lifetime.maximumTTL ? 0 : minimum)
  }

  /// How long the answer may be kept; absent where it may not.
  ///
  /// The lowest TTL counts; where the name or its type does not exist, the SOA's MINIMUM field too (RFC 2308 section 5), and
  /// without a SOA record nothing is kept (a referral, too, has none).
  func lifetime(_ code: ResponseCode) -> Lifetime? {
    guard let lowestTTL else { return nil }
    if isPositive(code) { return Lifetime(seconds: min(lowestTTL, Lifetime.maximumPositive)) }
    guard let soa, code != .yxDomain else { return nil }
    return Lifetime(seconds: min(lowestTTL, soa.minimum, Lifetime.maximumNegative))
  }

  /// The TTL that a SOA record has to get, and where: who keeps a negative answer behind us counts from when it reached us (RFC
  /// 2308 section 5), and ages the lesser of TTL and MINIMUM field.
  func loweredSOA(_ code: ResponseCode) -> (offset: Int, ttl: UInt32)? {
    guard !isPositive(code), let soa, soa.minimum < soa.ttl else { return nil }
    return (soa.ttlOffset, soa.minimum)
  }

  private func isPositive(_ code: ResponseCode) -> Bool { code == .noError && hasAnswer }
}
