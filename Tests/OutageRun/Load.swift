import HostSystem
import TestSupport

/// Questions about known services at an even pace, each answer held against the truth.
final class Load: Sendable {
  private struct State {
    var truth: Truth
    var tally = LoadTally()
    var isEnding = false
    var standstill = Standstill()
  }

  private let state: Guarded<State>
  private let names: [[UInt8]]
  private let port: UInt16
  /// Questions a second.
  private let rate: Int

  /// No answer within this is none: stub resolvers give up after five seconds, and ask again after fewer.
  static let patience = Duration.seconds(3)

  /// Questions for `names` in `zone`, whose truth is at the same place, at a port of 127.0.0.1.
  init(_ names: [String], zone: String, truth: Truth, port: UInt16, rate: Int) {
    state = Guarded(State(truth: truth))
    (self.port, self.rate) = (port, rate)
    self.names = names.map { LoadQuestion.wire("\($0).\(zone)") }
  }

  /// Changes what answers have to be.
  func change(_ body: @Sendable (inout Truth) -> Void) { state.withLock { body(&$0.truth) } }

  /// What was answered so far.
  var tally: LoadTally { state.withLock { $0.tally } }

  /// When this itself stood still.
  var standstill: Standstill { state.withLock { $0.standstill } }

  /// Whether every service was last answered as its source has it now.
  var isSettled: Bool { state.withLock { $0.truth.isSettled } }

  /// Ends ``run()`` once all answers are there.
  func end() { state.withLock { $0.isEnding = true } }

  /// Asks until ``end()``.
  func run() throws {
    let socket = try LoadSocket(port: port)
    var (asked, number, pace) = ([UInt16: LoadQuestion](), 0, LoadPace(rate))
    while true {
      let isEnding = state.withLock { state in
        state.standstill.note(.now)
        state.truth.stoodStill = state.standstill.lastLong
        return state.isEnding
      }
      if isEnding, asked.isEmpty { return }
      for _ in 0..<(isEnding ? 0 : pace.due(at: .now)) {
        let question = LoadQuestion(number: number, of: names.count)
        asked[question.id] = question
        socket.send(question.octets(names[question.service]))
        number += 1
      }
      socket.wait(milliseconds: max(1000 / rate, 1))
      while let octets = socket.receive() { take(octets, &asked) }
      giveUp(&asked)
    }
  }

  private func take(_ octets: [UInt8], _ asked: inout [UInt16: LoadQuestion]) {
    let now = ContinuousClock.now
    guard octets.count > 12, let question = asked.removeValue(forKey: UInt16(octets[0]) << 8 | UInt16(octets[1])) else {
      return
    }
    let answer = ShownAnswer(octets, isOrdered: question.isForService)
    state.withLock { state in
      guard let answer else { return state.tally.note(.unreadable, "\(octets)") }
      state.tally.note(answer, after: now - question.sent, at: now)
      let mistake = state.truth.mistake(in: answer, of: question.service, sent: question.sent, received: now)
      guard let mistake else { return }
      state.tally.note(
        mistake,
        "service \(question.service): \(answer), not \(state.truth.services[question.service].newest.addresses)")
    }
  }

  private func giveUp(_ asked: inout [UInt16: LoadQuestion]) {
    for question in asked.values where question.stopwatch.elapsed > Self.patience {
      asked[question.id] = nil
      state.withLock { $0.tally.note(.lost, "no answer about service \(question.service)") }
    }
  }
}
