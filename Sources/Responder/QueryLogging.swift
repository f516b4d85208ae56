internal import DNSWire
internal import Glibc

/// The queries of one responder that are logged, and the way they take.
package struct QueryLogging: Sendable {
  private var sampler: QuerySampler
  private let ring: QueryRing

  /// Those that a sampler picks, by way of a ring that no other responder has.
  package init(_ sampler: QuerySampler, to ring: QueryRing) { (self.sampler, self.ring) = (sampler, ring) }

  mutating func takesNext() -> Bool { sampler.takesNext() }

  func add(_ facts: QueryFacts, from client: ClientAddress, _ name: borrowing QuestionName) {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    ring.add(facts, from: client, at: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec), name)
  }
}

extension Responder {
  /// Logs the query in hand, if it is one of those, once its answer has `length` octets. Apart, since it is rare.
  @inline(never) mutating func log(
    _ encoder: borrowing AnswerEncoder, _ transport: Transport, _ client: ClientAddress, _ length: Int
  ) {
    guard queryLogging?.takesNext() == true else { return }
    let facts = QueryFacts(
      type: query.questionEnd > Header.length ? query.type : nil, code: encoder.code, origin: encoder.origin,
      transport: transport, size: length)
    queryLogging?.add(facts, from: client, query.name)
  }
}
