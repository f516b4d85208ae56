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

  /// Octets of memory for failures of which there is no answer, even where no answers are kept: those of two thousand names. Whoever
  /// asks in a loop asks for the same names over and over, a thousand a second at most that all fail at once.
  package static let failureOctets = 1 << 20

  /// Answers that were pushed out.
  package var evicted: Int { store.evicted }
  /// Questions whose answers or failures are kept.
  package var entries: Int { store.count + failures.count }
  /// Octets of memory that these take.
  package var octets: Int { store.octets + failures.octets }

  private var store: AnswerStore
  /// Failures apart, so that names which fail push out no answers.
  private var failures = AnswerStore(maximumOctets: failureOctets)

  /// An empty cache.
  ///
  /// - Parameter maximumOctets: the most memory its answers may take; 0 keeps none.
  package init(maximumOctets: Int) { store = AnswerStore(maximumOctets: maximumOctets) }

  /// What is known now: an answer in its time, or the failure of a moment ago, or, where that is so, the stale answer from before it.
  package mutating func answer(to question: RelayQuestion, at now: NIODeadline) -> Cached? {
    store.use(question)?.answer(at: now) ?? failures.use(question)?.answer(at: now)
  }

  /// What is known when no upstream answers: the answer even where its time is over.
  package mutating func staleAnswer(to question: RelayQuestion, at now: NIODeadline) -> Cached? {
    store.use(question)?.answerEvenIfStale(at: now)
  }

  /// Forgets what is kept of some questions.
  package mutating func forget(where isForgotten: (RelayQuestion) -> Bool) {
    store.forget(where: isForgotten)
    failures.forget(where: isForgotten)
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
    failures.forget(question)
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
    guard !store.noteFailure(for: question, at: now) else { return }
    failures.keep(CacheEntry(question, failure: failure, at: now), at: now)
  }
}
