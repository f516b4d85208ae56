internal import NIOCore

/// How long a connection is kept.
struct ConnectionUse {
  private var lastSent: NIODeadline
  private var lastRead: NIODeadline
  /// Whether anything was answered on it.
  private(set) var hasAnswered = false

  /// A connection on which nothing is asked this long is closed: RFC 7766 section 6.2.3 asks clients to be sparing.
  static let idleTime = TimeAmount.seconds(10)
  /// A connection that brings nothing this long, although something is asked, is dead: then there is time for a new one.
  static let silenceTime = TimeAmount.seconds(2)

  init(start: NIODeadline) { (lastSent, lastRead) = (start, start) }

  /// Something is asked.
  ///
  /// - Parameters:
  ///   - now: the time.
  ///   - isFirst: whether nothing else was open.
  mutating func noteSent(at now: NIODeadline, isFirst: Bool) {
    lastSent = now
    if isFirst { lastRead = max(lastRead, now) }
  }

  mutating func noteRead(at now: NIODeadline) { (lastRead, hasAnswered) = (now, true) }

  /// Whether it is to be closed.
  func isOver(at now: NIODeadline, isAwaited: Bool) -> Bool {
    isAwaited ? now - lastRead >= Self.silenceTime : now - max(lastRead, lastSent) >= Self.idleTime
  }
}
