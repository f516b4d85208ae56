package import DNSWire
package import NIOCore

/// Answers of upstreams, kept for their time and, in case no upstream answers then, for some time more (RFC 8767). A value with
/// one owner: an event loop.
///
/// Bounded in octets. A new answer is on probation, in a queue of at most a tenth of the room. One that is asked for again while
/// it is there goes on to the queue of the proven; others leave in the order they came. So a stranger's million names push
/// out one another, and nothing that is in use. (The two queues are those of S3-FIFO: Yang and others, SOSP 2023.)
package struct AnswerCache: Sendable {
  /// An answer as it is to be given now.
  package struct Cached: Sendable, Equatable {
    /// The answer, its TTLs less by its age; 30 seconds where it is stale.
    package let answer: RelayedAnswer
    /// Whether its time is over.
    package let isStale: Bool

    package init(answer: RelayedAnswer, isStale: Bool) { (self.answer, self.isStale) = (answer, isStale) }
  }

  /// How long a failure is remembered, so that those who repeat their question don't multiply it: the least that RFC 9520 section
  /// 3.2 allows, since an upstream that is back should be seen soon.
  package static let failureTime = TimeAmount.seconds(1)
  /// How long after a failure a stale answer is given without asking again: RFC 8767 section 5, failure recheck timer.
  package static let staleRecheckTime = TimeAmount.seconds(30)

  /// Answers given in their time, failures that are remembered included.
  package private(set) var hits = 0
  /// Questions that had to be asked.
  package private(set) var misses = 0
  /// Answers given after their time.
  package private(set) var staleHits = 0
  /// Answers that were pushed out.
  package var evicted: Int { store.evicted }
  /// Questions whose answers are kept.
  package var entries: Int { store.count }
  /// Octets of memory that these take.
  package var octets: Int { store.octets }

  private var store: AnswerStore

  /// An empty cache.
  ///
  /// - Parameter maximumOctets: the most memory it may take; 0 turns it off.
  package init(maximumOctets: Int) { store = AnswerStore(maximumOctets: maximumOctets) }

  /// What is known now: an answer in its time, or the failure of a moment ago, or, where that is so, the stale answer from before it.
  package mutating func answer(to question: RelayQuestion, at now: NIODeadline) -> Cached? {
    guard let entry = store.use(question), let cached = entry.answer(at: now) else {
      misses += 1
      return nil
    }
    if cached.isStale { staleHits += 1 } else { hits += 1 }
    return cached
  }

  /// What is known when no upstream answers: the answer even where its time is over.
  package mutating func staleAnswer(to question: RelayQuestion, at now: NIODeadline) -> Cached? {
    guard let cached = store.use(question)?.answerEvenIfStale(at: now) else { return nil }
    if cached.isStale { staleHits += 1 } else { hits += 1 }
    return cached
  }

  /// Keeps an answer instead of the one before it.
  ///
  /// - Parameters:
  ///   - answer: what an upstream has said.
  ///   - lifetime: how long it may be kept; where it may not, the one before it is forgotten all the same.
  ///   - question: what it answers.
  ///   - now: when it came.
  package mutating func store(
    _ answer: RelayedAnswer, lifetime: Lifetime?, for question: RelayQuestion, at now: NIODeadline
  ) {
    guard let lifetime, lifetime.seconds > 0 else { return store.forget(question) }
    store.keep(CacheEntry(question, answer, lifetime, storedAt: now), at: now)
  }

  /// Remembers for a moment that no upstream has answered.
  ///
  /// - Parameters:
  ///   - failure: what is answered meanwhile, unless there is an answer, even a stale one.
  ///   - question: what was asked.
  ///   - now: when that was given up.
  package mutating func storeFailure(
    _ failure: RelayedAnswer = RelayedAnswer(code: .servFail), for question: RelayQuestion, at now: NIODeadline
  ) {
    guard store.noteFailure(for: question, at: now) else {
      return store.keep(CacheEntry(question, failure: failure, at: now), at: now)
    }
  }
}
