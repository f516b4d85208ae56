import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("A relay under pressure, and with upstreams that are gone")
struct RelayPressureTests {
  @Test("a client with too much open is refused at once, others are not")
  func perClient() {
    var play = RelayPlay(maximumQuestions: 100)
    for waiter in 0..<30 { play.ask("n\(waiter).example", waiter: waiter, client: client(1)) }
    #expect(play.answers.count == 18 && play.sent.count == 12)
    #expect(play.answers.values.allSatisfy { $0 == [.failure(.tooMany)] })
    play.ask("n.example", waiter: 99, client: client(2))
    #expect(play.answers[99] == nil && play.sent.count == 13)
    #expect(play.counters[.refused] == 18)
  }

  @Test("a flood to silent upstreams leaves room for one that answers, and nothing stays open")
  func flood() {
    var play = RelayPlay(maximumAttempts: 400, maximumQuestions: 1_000)
    for round in 0..<3 {
      for waiter in 0..<5_000 { play.ask("n\(waiter).r\(round).example", waiter: waiter, client: client(waiter)) }
      play.ask("live\(round).corp", waiter: -1 - round, client: client(9_999))
      #expect(play.open[play.sent[play.sent.count - 1]]?.upstream == RelayPlay.corporate)
      play.answerLast()
      #expect(play.answers[-1 - round]?.map(\.code) == [.noError])
      play.wait(6_000)
      #expect(play.open.isEmpty && play.state.questions.isEmpty && play.state.inFlight.isEmpty)
      #expect(play.state.room.total == 0 && play.state.bounds.total == 0)
    }
    let told = play.answers.values.reduce(0) { $0 + $1.count }
    #expect(play.answers.count == 5_003 && told == 15_003)
  }

  @Test("one client's many names that take their time leave room for another client's at the same upstream")
  func slowNames() {
    var play = RelayPlay(upstreams: [RelayPlay.first])
    play.ask("fast.example", waiter: -1)
    play.answerLast()
    for number in 0..<1_200 {
      play.ask("slow\(number).example", waiter: number, client: client(1))
      play.wait(5)
      guard number % 100 == 99 else { continue }
      let sent = play.sent.count
      play.ask("n\(number).example", waiter: 10_000 + number, client: client(2))
      #expect(play.sent.count == sent + 1)
      play.answerLast()
      #expect(play.answers[10_000 + number]?.map(\.code) == [.noError])
    }
    #expect(play.open.count <= AttemptRoom<Upstream>.maximumOfUpstream / 2)
  }

  @Test("a dead upstream goes last, is probed beside the next one, and comes back")
  func downAndBack() {
    var play = RelayPlay()
    for waiter in 0..<UpstreamHealth.failuresUntilDown {
      play.ask("n\(waiter).example", waiter: waiter)
      play.wait(900)
      play.answer(from: RelayPlay.second)
    }
    #expect(play.changes.count == 1)
    play.ask("next.example", waiter: 100)
    #expect(play.open.values.map(\.upstream) == [RelayPlay.second])
    play.answerLast()
    play.wait(6_000)
    play.ask("probe.example", waiter: 101)
    #expect(Set(play.open.values.map(\.upstream)) == [RelayPlay.first, RelayPlay.second])
    play.answer(from: RelayPlay.second)
    #expect(play.answers[101]?.count == 1 && play.open.values.map(\.upstream) == [RelayPlay.first])
    play.answer(from: RelayPlay.first)
    #expect(play.changes.last == .up && play.open.isEmpty)
    play.ask("again.example", waiter: 102)
    #expect(play.open.values.map(\.upstream) == [RelayPlay.first])
  }
}
