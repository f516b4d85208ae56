internal import NIOCore

/// How long nothing has been asked on a connection.
struct TCPIdleState {
  /// When something was asked, or the connection was opened.
  var since = NIODeadline.uptimeNanoseconds(0)
  /// Looks after it. One timer is enough however much is asked: it is set anew when it fires.
  var timer: Scheduled<Void>?
}

/// The end of connections on which nothing is asked, RFC 7766 section 6.2.3.
extension TCPConnection {
  /// Notes that something was asked.
  func noteAsked(_ context: ChannelHandlerContext) {
    idleState.since = context.eventLoop.now
    loop.connections.touch(context.channel)
  }

  func startIdleTimer(_ context: ChannelHandlerContext) {
    idleState.since = context.eventLoop.now
    setIdleTimer(in: loop.idleTime, context)
  }

  private func setIdleTimer(in time: TimeAmount, _ context: ChannelHandlerContext) {
    idleState.timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in closeIfIdle(context) }
  }

  /// Closes where nothing was asked for long enough and upstream resolvers are asked nothing.
  private func closeIfIdle(_ context: ChannelHandlerContext) {
    guard relayed == 0 else { return setIdleTimer(in: loop.idleTime, context) }
    let left = loop.idleTime - (context.eventLoop.now - idleState.since)
    guard left <= .zero else { return setIdleTimer(in: left, context) }
    loop.counters.add(.closedIdle)
    context.close(promise: nil)
  }
}
