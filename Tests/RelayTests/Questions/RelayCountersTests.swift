import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("What a relay counts")
struct RelayCountersTests {
  @Test("each who waits counts, whether answered past its time or not at all")
  func perWaiter() {
    var play = RelayPlay()
    for waiter in 0..<3 { play.ask("none.example", waiter: waiter) }
    play.wait(5_000)
    #expect(play.counters[.failed] == 3 && play.counters[.stale] == 0)
    play.ask("www.example", waiter: 10)
    play.answerLast(ttl: 1)
    play.wait(10_000)
    for waiter in 11..<15 { play.ask("www.example", waiter: waiter) }
    play.wait(5_000)
    #expect(play.counters[.stale] == 4 && play.counters[.failed] == 3)
  }

  @Test("where no upstream has room that is said, counted, and not remembered")
  func noRoom() {
    var play = RelayPlay(maximumAttempts: 4, upstreams: [RelayPlay.first])
    for waiter in 0..<3 { play.ask("n\(waiter).example", waiter: waiter, client: client(waiter)) }
    #expect(play.answers[2] == [.failure(.noRoom)] && play.answers[1] == nil)
    #expect(play.counters[.noRoom] == 1 && play.counters[.failed] == 0)
    play.answer(from: RelayPlay.first)
    play.ask("n2.example", waiter: 4, client: client(4))
    #expect(play.answers[4] == nil)
  }

  @Test("a stale answer is given rather than that too much is open")
  func staleRatherThanRefused() {
    var play = RelayPlay(maximumQuestions: 16)
    play.ask("www.example", waiter: 0)
    play.answerLast(ttl: 1)
    play.wait(10_000)
    for waiter in 1...3 { play.ask("n\(waiter).example", waiter: waiter) }
    #expect(play.answers[3] == [.failure(.tooMany)] && play.counters[.refused] == 1)
    play.ask("www.example", waiter: 4)
    #expect(play.answers[4]?.map(\.error) == [.stale] && play.counters[.refused] == 1)
  }

  @Test("what was in the cache, and what was not")
  func cache() {
    var play = RelayPlay()
    play.ask("www.example", waiter: 1)
    play.answerLast()
    play.ask("www.example", waiter: 2)
    #expect(play.counters[.cacheMisses] == 1 && play.counters[.fromCache] == 1 && play.counters[.cacheEvicted] == 0)
    #expect(play.counters[.asked] == 2)
  }
}
