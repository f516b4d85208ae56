import DNSWire
import NIOCore
import Relay
import Testing
import ZoneFile

/// A moment, in seconds from the test's begin.
func second(_ seconds: Double) -> NIODeadline {
  .uptimeNanoseconds(1 << 40) + .nanoseconds(Int64(seconds * 1e9))
}

@Suite("Answers that are kept")
struct AnswerCacheTests {
  private let question: RelayQuestion

  init() throws { question = try RelayQuestion("www.example.com", .a) }

  private func answer(ttls: [UInt32] = [300]) throws -> RelayedAnswer {
    var draft = ReplyDraft(question)
    draft.flags |= 0x20
    for ttl in ttls { draft.add(0, ReplyDraft.questionName, 1, ttl: ttl, [192, 0, 2, 1]) }
    draft.add(2, [1, 0x61] + ReplyDraft.questionName, 1, ttl: 1000, [192, 0, 2, 2])
    return try #require(draft.read(answering: question, trustsAD: true).answer)
  }

  /// The TTLs of a kept answer.
  private func ttls(_ cached: AnswerCache.Cached?) throws -> [Int] {
    let message = try #require(try cached?.answer.parsed(question))
    return (message.answer + message.additional).compactMap { Int($0.split(separator: " ")[1]) }
  }

  @Test("TTLs age in whole seconds, and the lifetime ends them")
  func ages() throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    #expect(cache.answer(to: question, at: second(0)) == nil)
    cache.store(try answer(ttls: [300, 100]), lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    for (time, expected) in [
      (0, [300, 100, 1000]), (0.999, [300, 100, 1000]), (1, [299, 99, 999]), (99.9, [201, 1, 901]),
    ] {
      let cached = cache.answer(to: question, at: second(time))
      #expect(try ttls(cached) == expected && cached?.isStale == false)
      #expect(cached?.answer.isAuthentic == true && cached?.answer.error == nil)
    }
    let late = cache.answer(to: question, at: second(100))
    #expect(late == nil && cache.entries == 1)
  }

  @Test("a TTL never falls below 0, whatever the lifetime")
  func neverNegative() throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    cache.store(try answer(ttls: [5]), lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    #expect(try ttls(cache.answer(to: question, at: second(50))) == [0, 950])
  }

  @Test("name ignoring case, type, class, DO and CD tell questions apart")
  func keys() throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    cache.store(try answer(), lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    let upper = try RelayQuestion("WWW.Example.com", .a)
    #expect(cache.answer(to: upper, at: second(1)) != nil)
    for other in [
      try RelayQuestion("ww.example.com", .a), try RelayQuestion("www.example.com", .aaaa),
      try RelayQuestion("www.example.com", .a, isDNSSECWanted: true),
      RelayQuestion(name: question.name, type: .a, recordClass: .chaos),
      RelayQuestion(name: question.name, type: .a, isCheckingDisabled: true),
    ] {
      let none = cache.answer(to: other, at: second(1))
      #expect(none == nil)
    }
  }

  @Test("after its time an answer is given on demand for a day, with TTLs of 30 s and not authentic")
  func stale() throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    cache.store(try answer(), lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    let fresh = cache.staleAnswer(to: question, at: second(99))
    #expect(try fresh?.isStale == false && ttls(fresh) == [201, 901])
    for time in [100, 86_499.0] {
      let stale = cache.staleAnswer(to: question, at: second(time))
      #expect(try stale?.isStale == true && ttls(stale) == [30, 30])
      #expect(stale?.answer.error == .stale && stale?.answer.isAuthentic == false)
    }
    let late = cache.staleAnswer(to: question, at: second(86_500))
    #expect(late == nil)
  }

  @Test("what may not be kept makes forgotten what was before it", arguments: [nil, Lifetime(seconds: 0)])
  func forgotten(lifetime: Lifetime?) throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    cache.store(try answer(), lifetime: lifetime, for: question, at: second(0))
    #expect(cache.entries == 0)
    cache.store(try answer(), lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    cache.store(try answer(), lifetime: lifetime, for: question, at: second(1))
    let (now, later) = (cache.answer(to: question, at: second(1)), cache.staleAnswer(to: question, at: second(1)))
    #expect(now == nil && later == nil)
    cache.store(try answer(), lifetime: Lifetime(seconds: 100), for: question, at: second(2))
    #expect(try ttls(cache.answer(to: question, at: second(3))) == [299, 999])
  }

  @Test("a failure is remembered for a second, RFC 9520 section 3.2")
  func failure() throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    cache.storeFailure(.failure(.noneAnswers), for: question, at: second(0))
    let failed = cache.answer(to: question, at: second(0.9))
    #expect(failed == AnswerCache.Cached(answer: .failure(.noneAnswers), isStale: false))
    let (over, stale) = (cache.answer(to: question, at: second(1)), cache.staleAnswer(to: question, at: second(1)))
    #expect(over == nil && stale == nil)
    cache.storeFailure(for: question, at: second(5))
    let again = cache.answer(to: question, at: second(5.9))
    #expect(again?.answer == RelayedAnswer(code: .servFail))
    cache.store(try answer(), lifetime: Lifetime(seconds: 100), for: question, at: second(5.95))
    #expect(try ttls(cache.answer(to: question, at: second(6))) == [300, 1000])
  }

  @Test("a failure never hides an answer: a stale one is given for 30 s without asking, RFC 8767 section 5")
  func failureBehindAnswer() throws {
    var cache = AnswerCache(maximumOctets: 1 << 20)
    cache.store(try answer(), lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    cache.storeFailure(for: question, at: second(99))
    #expect(try ttls(cache.answer(to: question, at: second(99.5))) == [201, 901])
    cache.storeFailure(for: question, at: second(200))
    let stale = cache.answer(to: question, at: second(229.9))
    #expect(try stale?.isStale == true && ttls(stale) == [30, 30])
    let over = cache.answer(to: question, at: second(230))
    #expect(over == nil)
    cache.store(try answer(), lifetime: Lifetime(seconds: 1), for: question, at: second(231))
    let expired = cache.answer(to: question, at: second(233))
    #expect(expired == nil)
  }
}
