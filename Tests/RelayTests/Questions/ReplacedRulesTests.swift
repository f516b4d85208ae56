import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("A relay that gets other upstreams")
struct ReplacedRulesTests {
  private let corporate = [(name("corp"), [RelayPlay.corporate])]
  private let other = RelayPlay.upstream(9)

  @Test("what is open ends with the upstreams it has, and who asks the same then does not wait for it")
  func open() {
    var play = RelayPlay()
    play.ask("a.example", waiter: 1)
    play.replaceRules(ForwardRules(default: [other], zones: corporate))
    play.ask("a.example", waiter: 2)
    #expect(play.open.values.map(\.upstream).contains(other))
    play.answer(from: RelayPlay.first)
    #expect(play.answers[1]?.map(\.code) == [.noError] && play.answers[2] == nil)
    play.ask("a.example", waiter: 3)
    #expect(play.answers[3] == nil && play.counters[.shared] == 1)
    play.answer(from: other)
    #expect(play.answers[2]?.count == 1 && play.answers[3]?.count == 1)
    #expect(play.open.isEmpty && play.state.bounds.total == 0 && play.state.inFlight.isEmpty)
  }

  @Test("late answers and failures of the old upstreams are not kept, nor is their health")
  func late() {
    var play = RelayPlay()
    play.ask("a.example", waiter: 1)
    play.ask("b.example", waiter: 2)
    play.replaceRules(ForwardRules(default: [other], zones: corporate))
    play.failLast()
    play.failLast()
    play.answer(from: RelayPlay.first)
    #expect(play.answers.count == 2 && play.counters[.cacheEntries] == 0)
    #expect(play.state.health.isEmpty)
  }

  @Test("what the old upstreams said of a name is forgotten, where it has others now")
  func forgotten() {
    var play = RelayPlay()
    for (waiter, text) in ["www.example", "www.corp"].enumerated() {
      play.ask(text, waiter: waiter)
      play.answerLast()
    }
    play.replaceRules(ForwardRules(default: [other], zones: corporate))
    play.ask("www.corp", waiter: 2)
    play.ask("www.example", waiter: 3)
    #expect(play.answers[2]?.count == 1 && play.answers[3] == nil)
    #expect(play.open.values.map(\.upstream) == [other])
  }

  @Test("equal rules change nothing")
  func equal() {
    var play = RelayPlay()
    play.ask("a.example", waiter: 1)
    play.answerLast()
    play.ask("b.example", waiter: 2)
    play.replaceRules(ForwardRules(default: [RelayPlay.first, RelayPlay.second], zones: corporate))
    play.ask("a.example", waiter: 3)
    play.ask("b.example", waiter: 4)
    #expect(play.answers[3]?.count == 1 && play.counters[.shared] == 1)
  }

  @Test("while there is no upstream what the last ones said is given, fresh or stale")
  func none() {
    var play = RelayPlay()
    play.ask("a.example", waiter: 1)
    play.answerLast(ttl: 10)
    play.replaceRules(ForwardRules(default: [], zones: corporate))
    play.ask("a.example", waiter: 2)
    play.wait(11_000)
    play.ask("a.example", waiter: 3)
    play.ask("b.example", waiter: 4)
    #expect(play.answers[2]?.map(\.error) == [nil] && play.answers[3]?.map(\.error) == [.stale])
    #expect(play.answers[4] == [.failure(.unreachable)])
    play.replaceRules(ForwardRules(default: [RelayPlay.second, RelayPlay.first], zones: corporate))
    #expect(play.counters[.cacheEntries] == 1)
    play.ask("a.example", waiter: 5)
    play.wait(1_900)
    #expect(play.answers[5]?.map(\.error) == [.stale])
    play.replaceRules(ForwardRules(default: [other], zones: corporate))
    play.ask("a.example", waiter: 6)
    play.wait(1_900)
    #expect(play.answers[6] == nil)
  }
}
