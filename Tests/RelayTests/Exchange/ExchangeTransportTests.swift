import DNSWire
import NIOCore
import Testing

@testable import Relay

@Suite("How an exchange asks")
struct ExchangeTransportTests {
  @Test("what is cut over UDP is asked over TCP, at the same upstream")
  func truncated() {
    var play = ExchangePlay(count: 2)
    play.reply(0, .truncated)
    #expect(play.log == ["0 ask 0 datagram", "0 close 0", "0 ask 0 stream"])
    play.reply(1, .good)
    #expect(play.log.last == "0 end")
  }

  @Test("where TCP fails the next upstream is asked")
  func truncatedThenFailed() {
    var play = ExchangePlay(count: 2)
    play.reply(0, .truncated)
    play.receive(.failed(.refused("no way"), attempt: 1))
    #expect(play.log.last == "0 ask 1 datagram")
  }

  @Test("one that refuses EDNS is asked without, once")
  func withoutEDNS() {
    var play = ExchangePlay(count: 2)
    play.reply(0, .refusesEDNS)
    #expect(play.log == ["0 ask 0 datagram", "0 close 0", "0 ask 0 datagram plain"])
    #expect(play.observations.isEmpty)
    play.reply(1, .refusesEDNS)
    #expect(play.log.last == "0 ask 1 datagram")
  }

  @Test("that one refuses EDNS is known once it has answered without, and that answer is not kept")
  func provenWithoutEDNS() {
    var play = ExchangePlay(count: 1)
    play.reply(0, .refusesEDNS)
    play.reply(1, .answer(RelayedAnswer(code: .noError), lifetime: Lifetime(seconds: 60)))
    #expect(play.observations.map(\.observation).contains(.refusesEDNS))
    guard case .answer(_, lifetime: nil) = play.results.first else { Issue.record("kept"); return }
  }

  @Test("one that fails without EDNS too does not refuse EDNS", arguments: [1, 2, 4] as [UInt16])
  func failsWithoutEDNS(code: UInt16) {
    var play = ExchangePlay(count: 1)
    play.reply(0, .refusesEDNS)
    play.reply(1, .failure(ResponseCode(rawValue: code)))
    #expect(!play.observations.map(\.observation).contains(.refusesEDNS))
  }

  @Test("of one upstream's attempts the last two are open, however often it is asked")
  func lastTwo() {
    var play = ExchangePlay([Candidate(patience: .milliseconds(100))])
    play.wait(4_000)
    #expect(play.log.count { $0.contains("ask") } == 6)
    #expect(play.exchange.open.map(\.number) == [4, 5])
  }

  @Test("what is cut over TCP too is no answer, and the next upstream is asked")
  func cutOverTCP() {
    var play = ExchangePlay(count: 2)
    play.reply(0, .truncated)
    play.reply(1, .truncated)
    #expect(play.log.last == "0 ask 1 datagram")
  }

  @Test("one that is known to refuse EDNS is asked without from the start")
  func knownWithoutEDNS() {
    let play = ExchangePlay([Candidate(patience: .milliseconds(400), refusesEDNS: true)])
    #expect(play.log == ["0 ask 0 datagram plain"])
  }

  @Test("wrong replies are dropped, and a flood of them moves the question to TCP")
  func wrongReplies() {
    var play = ExchangePlay(count: 1)
    for _ in 1..<ExchangeLimits.maximumWrongReplies { play.reply(0, .notOurs) }
    #expect(play.log == ["0 ask 0 datagram"])
    play.reply(0, .notOurs)
    #expect(play.log.suffix(2) == ["0 close 0", "0 ask 0 stream"])
    play.reply(0, .good)
    #expect(play.results.isEmpty)
    play.reply(1, .good)
    #expect(play.results.count == 1)
  }

  @Test("a connection is not asked twice at the same time")
  func streamOnce() {
    var play = ExchangePlay([Candidate(patience: .milliseconds(100), isStreamOnly: true)])
    play.wait(10_000)
    #expect(play.log.count { $0.contains("ask") } == 1)
    #expect(play.log.last == "4400 end")
  }

  @Test("a wrong message on a connection is a failure of the upstream")
  func wrongOnStream() {
    var play = ExchangePlay([Candidate(patience: .milliseconds(100), isStreamOnly: true)])
    play.reply(0, .notOurs)
    #expect(play.log.suffix(2) == ["0 answer 2 noneAnswers", "0 end"])
  }

  @Test("a probe is asked beside the others, and heard after their answer")
  func probe() {
    let candidates = [
      Candidate(patience: .milliseconds(400)), Candidate(patience: .milliseconds(400), isProbe: true),
    ]
    var play = ExchangePlay(candidates)
    #expect(play.log == ["0 ask 1 datagram", "0 ask 0 datagram"])
    play.wait(5)
    play.reply(1, .good)
    #expect(play.log.suffix(2) == ["5 answer 0", "5 close 1"])
    play.wait(95)
    play.reply(0, .good)
    #expect(play.log.suffix(2) == ["100 close 0", "100 end"])
    #expect(play.results.count == 1)
    #expect(play.observations.last?.observation == .answered(roundTrip: .milliseconds(100)))
  }

  @Test("a probe that stays silent ends with the exchange's time")
  func silentProbe() {
    let candidates = [
      Candidate(patience: .milliseconds(400)), Candidate(patience: .milliseconds(400), isProbe: true),
    ]
    var play = ExchangePlay(candidates)
    play.reply(1, .good)
    play.wait(10_000)
    #expect(play.log.suffix(2) == ["4400 close 0", "4400 end"])
    #expect(play.observations.last?.observation == .silent(since: play.exchange.start))
  }
}
