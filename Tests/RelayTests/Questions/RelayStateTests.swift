import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("What a relay decides")
struct RelayStateTests {
  @Test("an answer comes to who asked, and from the cache the next time")
  func cached() {
    var play = RelayPlay()
    play.ask("www.example", waiter: 1)
    #expect(play.answers.isEmpty)
    play.answerLast()
    #expect(play.answers[1]?.map(\.code) == [.noError])
    play.wait(5_000)
    play.ask("WWW.example", waiter: 2)
    #expect(play.answers[2]?.first?.answerCount == 1)
    #expect(play.sent.count == 1)
    #expect(play.counters[.asked] == 2 && play.counters[.fromCache] == 1 && play.counters[.cacheEntries] == 1)
    #expect(play.open.isEmpty)
  }

  @Test("equal questions share an exchange, and each gets its answer once")
  func shared() {
    var play = RelayPlay()
    for waiter in 0..<10 { play.ask(waiter.isMultiple(of: 2) ? "www.example" : "WWW.EXAMPLE", waiter: waiter) }
    #expect(play.sent.count == 1)
    play.answerLast()
    #expect(play.answers.count == 10)
    #expect(play.answers.values.allSatisfy { $0.count == 1 && $0[0].code == .noError })
    #expect(play.counters[.shared] == 9 && play.counters[.openQuestions] == 0)
  }

  @Test("an answer past its time is given when the upstream has had its time, and at once after that")
  func stale() {
    var play = RelayPlay()
    play.ask("www.example", waiter: 1)
    play.answerLast(ttl: 1)
    play.wait(10_000)
    play.ask("www.example", waiter: 2)
    play.wait(1_700)
    #expect(play.answers[2] == nil)
    play.wait(200)
    #expect(play.answers[2]?.map(\.error) == [.stale])
    play.ask("www.example", waiter: 3)
    #expect(play.answers[3]?.map(\.error) == [.stale])
    play.answerLast(ttl: 60)
    play.ask("www.example", waiter: 4)
    #expect(play.answers[4]?.map(\.error) == [nil])
    #expect(play.answers[2]?.count == 1 && play.open.isEmpty)
  }

  @Test("an answer past its time is given at once where all upstreams fail")
  func staleAfterFailure() {
    var play = RelayPlay()
    play.ask("www.example", waiter: 1)
    play.answerLast(ttl: 1)
    play.wait(2_000)
    play.ask("www.example", waiter: 2)
    play.failLast()
    play.failLast()
    #expect(play.answers[2]?.map(\.error) == [.stale])
  }

  @Test("a failure is remembered for a moment")
  func failure() {
    var play = RelayPlay()
    play.ask("www.example", waiter: 1)
    play.wait(5_000)
    #expect(play.answers[1]?.map(\.error) == [.noneAnswers])
    let sent = play.sent.count
    play.ask("www.example", waiter: 2)
    #expect(play.answers[2] == [.failure(.noneAnswers)] && play.sent.count == sent)
    play.wait(1_100)
    play.ask("www.example", waiter: 3)
    #expect(play.answers[3] == nil && play.sent.count == sent + 1)
  }

  @Test("without an upstream it is said at once")
  func noUpstream() {
    var play = RelayPlay(upstreams: [])
    play.ask("www.example", waiter: 1)
    #expect(play.answers[1] == [.failure(.unreachable)])
    play.ask("www.corp", waiter: 2)
    #expect(play.open.values.map(\.upstream) == [RelayPlay.corporate])
  }

  @Test("while the host sleeps answers age")
  func suspended() {
    var play = RelayPlay()
    play.ask("www.example", waiter: 1)
    play.answerLast(ttl: 60)
    play.suspension.time = .seconds(59)
    play.ask("www.example", waiter: 2)
    play.suspension.time = .seconds(60)
    play.ask("www.example", waiter: 3)
    #expect(play.answers[2]?.count == 1 && play.answers[3] == nil)
  }

  @Test("when it is closed all that is open is answered, and nothing is asked any more")
  func closed() {
    var play = RelayPlay()
    for waiter in 0..<5 { play.ask("n\(waiter).example", waiter: waiter) }
    play.close()
    #expect(play.answers.count == 5)
    #expect(play.answers.values.allSatisfy { $0 == [.failure(.unreachable)] })
    #expect(play.open.isEmpty && play.counters[.openAttempts] == 0 && play.counters[.openQuestions] == 0)
    play.ask("late.example", waiter: 9)
    #expect(play.state.nextWaking == nil)
    #expect(play.answers[9] == [.failure(.unreachable)])
  }
}
