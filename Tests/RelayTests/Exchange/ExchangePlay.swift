import DNSWire
import NIOCore

@testable import Relay

/// An exchange under a clock that moves when told, and what it did.
struct ExchangePlay {
  private(set) var exchange: Exchange
  private(set) var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
  /// Every action in words, behind the milliseconds since the start.
  private(set) var log: [String] = []
  /// What was learnt of candidates.
  private(set) var observations: [(candidate: Int, observation: UpstreamObservation)] = []
  private(set) var results: [ExchangeResult] = []

  /// Starts an exchange with candidates.
  init(_ candidates: [Candidate]) {
    exchange = Exchange(candidates, start: now)
    receive(.started)
  }

  /// An exchange with candidates that are awaited 400 ms.
  init(count: Int) { self.init(Array(repeating: Candidate(patience: .milliseconds(400)), count: count)) }

  /// Lets something happen now.
  mutating func receive(_ event: ExchangeEvent) {
    for action in exchange.receive(event, at: now) { note(action) }
  }

  /// An attempt gets a message.
  mutating func reply(_ attempt: Int, _ verdict: UpstreamReply.Verdict) { receive(.reply(verdict, attempt: attempt)) }

  /// Moves the clock, waking the exchange when it wants it.
  mutating func wait(_ milliseconds: Int64) {
    let end = now + .milliseconds(milliseconds)
    while !isOver, exchange.wakesAt <= end {
      now = max(now, exchange.wakesAt)
      receive(.time)
    }
    now = end
  }

  /// Whether nothing is open any more.
  var isOver: Bool { log.last?.hasSuffix("end") ?? false }

  private mutating func note(_ action: ExchangeAction) {
    let time = "\((now - exchange.start).nanoseconds / 1_000_000) "
    switch action {
    case .open(let attempt):
      let way = "\(attempt.transport)\(attempt.hasEDNS ? "" : " plain")"
      log.append(time + "ask \(attempt.candidate) \(way)")
    case .close(let attempt, _): log.append(time + "close \(attempt)")
    case .observe(let observation, let candidate): observations.append((candidate, observation))
    case .offerStale: log.append(time + "stale")
    case .answer(let result):
      results.append(result)
      log.append(time + "answer \(words(result))")
    case .end: log.append(time + "end")
    }
  }

  private func words(_ result: ExchangeResult) -> String {
    switch result {
    case .answer(let answer, _): "\(answer.code.rawValue)"
    case .failure(let answer): "\(answer.code.rawValue) \(answer.error.map { "\($0)" } ?? "passed on")"
    }
  }
}

extension UpstreamReply.Verdict {
  /// A good answer.
  static let good = answer(RelayedAnswer(code: .noError), lifetime: nil)
}
