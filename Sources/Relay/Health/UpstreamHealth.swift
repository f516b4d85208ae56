internal import NIOCore

/// Whether an upstream answers, as far as its last exchanges tell.
struct UpstreamHealth {
  private(set) var roundTrip = RoundTripTime()
  private(set) var isDown = false
  private var failuresInARow = 0
  private var lastAnswer: NIODeadline?
  private var nextProbe = NIODeadline.distantFuture
  private var probePause = Self.firstProbePause
  private var isPlainUntil: NIODeadline?
  /// Why it counted as down last.
  private(set) var failure = ""
  /// What the log says of it, and since when.
  private var told: (isDown: Bool, time: NIODeadline?) = (false, nil)

  /// So many failures in a row make an upstream count as down: fewer are lost datagrams, or answers it has to look up itself.
  static let failuresUntilDown = 4
  /// More than an exchange takes, so that there is one probe at a time.
  static let firstProbePause = TimeAmount.seconds(5)
  /// An upstream that is back is used after so long at most.
  static let longestProbePause = TimeAmount.seconds(30)
  /// An upstream that refused EDNS is asked with it again after this time: it may have been replaced meanwhile.
  static let plainTime = TimeAmount.minutes(10)

  /// An upstream that comes and goes has no more lines in the log than one in this time; what is left out is made up for.
  static let linePause = TimeAmount.seconds(5)

  /// Whether EDNS is left out.
  func refusesEDNS(at now: NIODeadline) -> Bool { isPlainUntil.map { now < $0 } ?? false }

  /// Takes in what was observed, and says what is worth a line in the log.
  mutating func observe(_ observation: UpstreamObservation, at now: NIODeadline) -> UpstreamChange? {
    switch observation {
    case .answered(let time): noteAnswer(time, now)
    case .silent(let start): noteSilence(since: start, now)
    case .failed(let reason): noteFailure(reason, now)
    case .refusesEDNS: isPlainUntil = now + Self.plainTime
    }
    return takeChange(at: now)
  }

  private mutating func takeChange(at now: NIODeadline) -> UpstreamChange? {
    guard isDown != told.isDown, told.time.map({ now - $0 >= Self.linePause }) ?? true else { return nil }
    told = (isDown, now)
    return isDown ? .down(failure) : .up
  }

  /// Whether it is down and may be asked beside another now; counts as asked.
  mutating func takesProbe(at now: NIODeadline) -> Bool {
    guard isDown, now >= nextProbe else { return false }
    probePause = min(probePause * 2, Self.longestProbePause)
    nextProbe = now + probePause
    return true
  }

  private mutating func noteAnswer(_ time: TimeAmount?, _ now: NIODeadline) {
    if let time { roundTrip.measure(time) }
    (failuresInARow, lastAnswer, probePause) = (0, now, Self.firstProbePause)
    isDown = false
  }

  /// Where it has answered something else since, a datagram was lost, and it lives.
  private mutating func noteSilence(since start: NIODeadline, _ now: NIODeadline) {
    if let lastAnswer, lastAnswer >= start { return }
    roundTrip.backOff()
    noteFailure("no answer to \(Self.failuresUntilDown) questions in a row", now)
  }

  private mutating func noteFailure(_ reason: String, _ now: NIODeadline) {
    failuresInARow += 1
    guard !isDown, failuresInARow >= Self.failuresUntilDown else { return }
    (isDown, failure) = (true, reason)
    nextProbe = now + probePause
  }
}
