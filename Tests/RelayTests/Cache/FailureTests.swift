import DNSWire
import NIOCore
import Relay
import Testing

@Suite("Failures that are remembered, and answers that are forgotten")
struct FailureTests {
  private let question: RelayQuestion
  private let answer = RelayedAnswer(code: .noError)

  init() throws { question = try RelayQuestion("www.example.com", .a) }

  @Test("a cache of no octets keeps no answers, but remembers failures, RFC 9520 section 3.1")
  func off() throws {
    var cache = AnswerCache(maximumOctets: 0)
    cache.store(answer, lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    let none = cache.answer(to: question, at: second(0))
    #expect(none == nil && cache.entries == 0 && cache.octets == 0 && cache.evicted == 0)
    cache.storeFailure(.failure(.noneAnswers), for: question, at: second(0))
    let (soon, later) = (cache.answer(to: question, at: second(0.9)), cache.answer(to: question, at: second(1)))
    #expect(soon?.answer == .failure(.noneAnswers) && later == nil)
  }

  @Test("failures of ever new names take their own room, and no answer's")
  func manyFailures() throws {
    var cache = AnswerCache(maximumOctets: 100_000)
    cache.store(answer, lifetime: Lifetime(seconds: 100), for: question, at: second(0))
    for number in 0..<10_000 { cache.storeFailure(for: try RelayQuestion("n\(number).example", .a), at: second(0)) }
    #expect(cache.octets < AnswerCache.failureOctets + 100_000 && cache.entries > 1_000)
    #expect(cache.answer(to: question, at: second(1)) != nil)
  }

  @Test("what is forgotten is gone, the rest stays")
  func forgets() throws {
    var cache = AnswerCache(maximumOctets: 100_000)
    let other = try RelayQuestion("other.example", .a)
    for name in [question, other] {
      cache.store(answer, lifetime: Lifetime(seconds: 100), for: name, at: second(0))
    }
    cache.forget { $0 == other }
    let (kept, gone) = (cache.answer(to: question, at: second(1)), cache.staleAnswer(to: other, at: second(1)))
    #expect(kept != nil && gone == nil)
  }
}
