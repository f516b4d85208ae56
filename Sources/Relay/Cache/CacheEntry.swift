internal import DNSWire
internal import NIOCore

/// A question's answer and its times.
struct CacheEntry: Sendable {
  private(set) var question: RelayQuestion
  private let answer: RelayedAnswer
  private let storedAt: NIODeadline
  /// Until when it is an answer like any other.
  private let freshUntil: NIODeadline
  /// Until when it is better than none.
  private let staleUntil: NIODeadline
  /// Until when upstreams are not asked again, since none has answered.
  private var failedUntil: NIODeadline?
  /// How often it was asked for, up to ``maximumUses``, less the times that it was let pass since.
  private(set) var uses: UInt8 = 0
  /// Whether it was asked for after it came.
  var isProven = false

  /// How long an answer is kept after its time: a day, the least of the one to three that RFC 8767 section 5 suggests.
  static let staleTime = TimeAmount.hours(24)
  /// The TTL of stale records, in seconds: RFC 8767 section 4.
  static let staleTTL: UInt32 = 30

  /// The most uses that count: what was in great demand once is let pass three times, and then has to be asked for anew.
  private static let maximumUses: UInt8 = 3

  init(_ question: RelayQuestion, _ answer: RelayedAnswer, _ lifetime: Lifetime, storedAt: NIODeadline) {
    (self.question, self.answer, self.storedAt) = (question, answer, storedAt)
    freshUntil = storedAt + .seconds(Int64(lifetime.seconds))
    staleUntil = freshUntil + Self.staleTime
  }

  /// A failure, which is never stale.
  init(_ question: RelayQuestion, failure: RelayedAnswer, at now: NIODeadline) {
    (self.question, answer, storedAt) = (question, failure, now)
    freshUntil = now + AnswerCache.failureTime
    staleUntil = freshUntil
  }

  /// What is left of an entry that is forgotten.
  init(forgotten question: RelayQuestion) {
    (self.question, answer) = (question, RelayedAnswer(code: .servFail))
    (storedAt, freshUntil, staleUntil) = (.distantPast, .distantPast, .distantPast)
  }

  mutating func noteUse() { uses = min(uses + 1, Self.maximumUses) }

  /// Notes that it was among the proven when its turn to leave had come, and was let pass.
  mutating func notePass() { uses -= 1 }

  /// Takes over the standing of the entry before it, and its question, whose octets are those of the key that finds it: another
  /// one's would take memory of their own.
  mutating func inherit(_ old: CacheEntry) { (question, uses, isProven) = (old.question, old.uses, old.isProven) }

  /// Whether there is anything left that it could be good for.
  func isUseful(at now: NIODeadline) -> Bool { now < staleUntil }

  /// Notes that no upstream has answered; false where this has nothing to answer itself.
  mutating func noteFailure(at now: NIODeadline) -> Bool {
    guard isUseful(at: now) else { return false }
    failedUntil = now + AnswerCache.staleRecheckTime
    return true
  }

  /// The answer in its time, or after it while upstreams are known to fail.
  func answer(at now: NIODeadline) -> AnswerCache.Cached? {
    guard now < freshUntil || failedUntil.map({ now < $0 }) == true else { return nil }
    return answerEvenIfStale(at: now)
  }

  /// The answer in its time or after it.
  func answerEvenIfStale(at now: NIODeadline) -> AnswerCache.Cached? {
    if now < freshUntil {
      let age = UInt32(clamping: (now - storedAt).nanoseconds / 1_000_000_000)
      return AnswerCache.Cached(answer: answer.aged(by: age), isStale: false)
    }
    return isUseful(at: now) ? AnswerCache.Cached(answer: answer.stale(ttl: Self.staleTTL), isStale: true) : nil
  }

  /// Octets of memory that the entry takes, with all that is kept to find it.
  var octets: Int {
    Self.overhead + MemoryBlock.octets(question.name.wire.count) + MemoryBlock.octets(answer.records.count)
  }

  /// Octets of an entry without its name and records: its place, in an array that may be half empty after it has grown, and its
  /// key in a dictionary, at most three quarters and after growth three eighths full; its number in a queue.
  static let overhead = 2 * MemoryLayout<CacheEntry?>.stride + 3 * (MemoryLayout<RelayQuestion>.stride + 8) + 16
}

/// What an array costs.
private enum MemoryBlock {
  /// Octets in front of an array's elements: its object header, count and capacity.
  private static let arrayHead = 32
  /// Octets in front of each block of memory, and what its size is rounded up to, in glibc's malloc.
  private static let (blockHead, alignment) = (8, 16)

  /// Octets that an array of `count` octets takes beside its reference.
  static func octets(_ count: Int) -> Int {
    count == 0 ? 0 : (arrayHead + count + blockHead + alignment - 1) / alignment * alignment
  }
}
