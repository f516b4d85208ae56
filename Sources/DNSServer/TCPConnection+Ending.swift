internal import NIOCore

/// How connections are to end, when the server does.
enum TCPEnding: Sendable {
  /// Once all is answered that was asked before.
  case whenDone
  /// With what is answered by now.
  case now
}

/// How far a connection's end has come.
struct TCPEndingState {
  /// Whether something has come since it was looked after last.
  var hasHeard = false
  /// Whether the client was told that there are no more answers.
  var hasEnded = false
  /// Looks after it, or closes it.
  var timer: Scheduled<Void>?
}

/// The end of a connection: answers first, then the end of the stream, and only then, once the client has had the time to read both,
/// is it closed: closing one whose client has sent something unread would reset it, and take back what is on its way (RFC 1122 section
/// 4.2.2.13).
extension TCPConnection {
  /// What was sent before the end has come by now where nothing does for so long: some times the way through a data centre.
  private static let quietTime = TimeAmount.milliseconds(50)
  /// A client that is told the end has so long to close its side.
  private static let partingTime = TimeAmount.milliseconds(250)

  func end(_ ending: TCPEnding, _ context: ChannelHandlerContext) {
    guard !endingState.hasEnded else { return }
    switch ending {
    case .whenDone: wait(Self.quietTime, context) { [self] in endIfQuiet(context) }
    case .now: tellEnd(context)
    }
  }

  private func endIfQuiet(_ context: ChannelHandlerContext) {
    // While nothing is read, what the client has sent is not known.
    guard !endingState.hasHeard, isReading, isDone else { return end(.whenDone, context) }
    tellEnd(context)
  }

  /// Sends the end of the stream behind all answers.
  private func tellEnd(_ context: ChannelHandlerContext) {
    endingState.hasEnded = true
    setReading(true, context)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [self] _ in
      guard context.channel.isActive else { return }
      wait(Self.partingTime, context) { context.close(promise: nil) }
      context.close(mode: .output, promise: nil)
    }
  }

  private func wait(_ time: TimeAmount, _ context: ChannelHandlerContext, then body: @escaping () -> Void) {
    endingState.hasHeard = false
    endingState.timer?.cancel()
    endingState.timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { body() }
  }
}
