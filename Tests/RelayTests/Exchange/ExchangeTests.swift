import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("An exchange with upstreams")
struct ExchangeTests {
  @Test("the first good answer ends it")
  func answered() {
    var play = ExchangePlay(count: 2)
    play.wait(20)
    play.reply(0, .good)
    #expect(play.log == ["0 ask 0 datagram", "20 answer 0", "20 close 0", "20 end"])
    #expect(play.observations.map(\.observation) == [.answered(roundTrip: .milliseconds(20))])
  }

  @Test("a silent upstream alone is asked again, each time later, and given up before a stub gives up")
  func silence() {
    var play = ExchangePlay(count: 1)
    play.wait(10_000)
    let asked = play.log.filter { $0.contains("ask") }
    #expect(asked == [0, 400, 1_200, 2_800].map { "\($0) ask 0 datagram" })
    #expect(play.log.contains("1800 stale"))
    #expect(play.log.suffix(2) == ["4400 answer 2 noneAnswers", "4400 end"])
  }

  @Test("a silent upstream is passed over while it may still answer")
  func failover() {
    var play = ExchangePlay(count: 2)
    play.wait(430)
    play.reply(1, .good)
    #expect(play.log.prefix(3) == ["0 ask 0 datagram", "400 ask 1 datagram", "430 answer 0"])
    #expect(play.observations.map(\.candidate) == [1, 0])
    #expect(play.observations.last?.observation == .silent(since: play.exchange.start))
  }

  @Test("a late answer wins as long as nobody else was faster, and is not heard afterwards")
  func lateAnswer() {
    var play = ExchangePlay(count: 2)
    play.wait(450)
    play.reply(0, .good)
    #expect(play.log.suffix(4) == ["450 answer 0", "450 close 0", "450 close 1", "450 end"])
    play.reply(1, .failure(.servFail))
    #expect(play.results.count == 1)
    #expect(play.observations.map(\.candidate) == [0])
  }

  @Test(
    "what is no answer brings the next one at once",
    arguments: [.failure(.servFail), .failure(.refused), .failure(.notImp), .malformed] as [UpstreamReply.Verdict])
  func next(verdict: UpstreamReply.Verdict) {
    var play = ExchangePlay(count: 2)
    play.wait(5)
    play.reply(0, verdict)
    #expect(play.log == ["0 ask 0 datagram", "5 close 0", "5 ask 1 datagram"])
    play.reply(1, .good)
    #expect(play.log.suffix(3) == ["5 answer 0", "5 close 1", "5 end"])
  }

  @Test(
    "when all have failed, what they agree on is passed on",
    arguments: [
      ([.failure(.servFail), .failure(.servFail)], "2 passed on"),
      ([.failure(.refused), .failure(.refused)], "5 passed on"),
      ([.failure(.notImp), .failure(.notImp)], "4 passed on"),
      ([.failure(.servFail), .failure(.refused)], "2 noneAnswers"),
      ([.failure(.formErr), .failure(.formErr)], "2 noneAnswers"), ([.malformed, .malformed], "2 noneAnswers"),
    ] as [([UpstreamReply.Verdict], String)])
  func allFail(verdicts: [UpstreamReply.Verdict], words: String) {
    var play = ExchangePlay(count: verdicts.count)
    for (attempt, verdict) in verdicts.enumerated() { play.reply(attempt, verdict) }
    #expect(play.log.suffix(2) == ["0 answer \(words)", "0 end"])
  }

  @Test("where the network refuses everywhere nobody can be reached")
  func unreachable() {
    var play = ExchangePlay(count: 2)
    play.receive(.failed(.refused("no way"), attempt: 0))
    play.receive(.failed(.refused("no way"), attempt: 1))
    #expect(play.log.suffix(2) == ["0 answer 2 unreachable", "0 end"])
    #expect(play.observations.map(\.observation) == [.failed("no way"), .failed("no way")])
    var mixed = ExchangePlay(count: 2)
    mixed.receive(.failed(.refused("no way"), attempt: 0))
    mixed.reply(1, .failure(.servFail))
    #expect(mixed.log.suffix(2) == ["0 answer 2 noneAnswers", "0 end"])
  }

  @Test("a connection that brings nothing is silence, and one that ended with others counts once")
  func connections() {
    var play = ExchangePlay(count: 2)
    play.receive(.failed(.silent, attempt: 0))
    play.receive(.failed(.lostWithOthers, attempt: 1))
    #expect(play.observations.map(\.observation) == [.silent(since: play.exchange.start)])
    #expect(play.log.suffix(2) == ["0 answer 2 noneAnswers", "0 end"])
  }

  @Test("with no upstream at all it ends at once")
  func nobody() {
    #expect(ExchangePlay(count: 0).log == ["0 answer 2 unreachable", "0 end"])
  }

  @Test("no more attempts are made than the limit, and the wait goes on")
  func attempts() {
    var play = ExchangePlay(Array(repeating: Candidate(patience: .milliseconds(100)), count: 3))
    play.wait(10_000)
    #expect(play.log.count { $0.contains("ask") } == ExchangeLimits.maximumAttempts)
    #expect(play.log.last == "4400 end")
  }

  @Test("an upstream that is too busy is passed over; where all are, that is said at once")
  func noRoom() {
    var play = ExchangePlay(count: 2)
    play.receive(.noRoom(attempt: 0))
    play.receive(.noRoom(attempt: 1))
    #expect(play.log == ["0 ask 0 datagram", "0 ask 1 datagram", "0 answer 2 noRoom", "0 end"])
  }

  @Test("where this host has no socket left nothing is held against the upstream")
  func noSocket() {
    var play = ExchangePlay(count: 2)
    play.receive(.failed(.noRoom, attempt: 0))
    #expect(play.log == ["0 ask 0 datagram", "0 close 0", "0 ask 1 datagram"])
    #expect(play.observations.isEmpty)
  }

  @Test("however often an upstream was asked, its silence counts once")
  func silenceOnce() {
    var play = ExchangePlay(count: 2)
    play.wait(10_000)
    #expect(play.observations.map(\.candidate).sorted() == [0, 1])
  }

  @Test("where there is no room for another attempt the first one is still awaited")
  func noRoomForMore() {
    var play = ExchangePlay(count: 1)
    play.wait(400)
    play.receive(.noRoom(attempt: 1))
    play.wait(100)
    play.reply(0, .good)
    #expect(play.log.contains("500 answer 0"))
  }
}
