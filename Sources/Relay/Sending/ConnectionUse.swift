internal import NIOCore

/// How long a connection is kept.
struct ConnectionUse {
  private var lastUse: NIODeadline
  /// Since when it has brought nothing although something is asked; whoever asked may have gone meanwhile.
  private var silentSince: NIODeadline?
  /// Whether anything that was asked was answered on it.
  private(set) var hasAnswered = false

  /// A connection on which nothing is asked this long is closed: RFC 7766 section 6.2.3 asks clients to be sparing.
  static let idleTime = TimeAmount.seconds(10)
  /// A connection that brings nothing this long, although something is asked, is given up: a name may take its upstream all the time
  /// there is. One whose network is gone ends sooner, ``StreamConnector/lostTime``.
  static let silenceTime = ExchangeLimits.total

  init(start: NIODeadline) { lastUse = start }

  /// Something is asked.
  mutating func noteSent(at now: NIODeadline) {
    lastUse = now
    silentSince = silentSince ?? now
  }

  /// A message came.
  ///
  /// - Parameters:
  ///   - now: the time.
  ///   - isAnswer: whether somebody waited for it.
  ///   - isAwaited: whether somebody waits for more.
  mutating func noteRead(at now: NIODeadline, isAnswer: Bool, isAwaited: Bool) {
    lastUse = now
    silentSince = isAwaited ? now : nil
    if isAnswer { hasAnswered = true }
  }

  /// Whether nothing comes.
  func isSilent(at now: NIODeadline) -> Bool { silentSince.map { now - $0 >= Self.silenceTime } ?? false }

  /// Whether nothing is asked any more.
  func isIdle(at now: NIODeadline) -> Bool { silentSince == nil && now - lastUse >= Self.idleTime }
}
