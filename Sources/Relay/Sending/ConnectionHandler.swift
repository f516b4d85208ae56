internal import NIOCore

/// One connection to an upstream: messages out and in.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private weak var owner: UpstreamConnection?
  private var context: ChannelHandlerContext?
  private var stream = MessageStream()
  private var isOver = false
  private(set) var isActive = false
  var use: ConnectionUse

  init(_ owner: UpstreamConnection, start: NIODeadline) {
    (self.owner, use) = (owner, ConnectionUse(start: start))
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    guard !isOver else { return context.close(promise: nil) }
    isActive = true
    owner?.sendWhatWaits()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    stream.append(unwrapInboundIn(data))
    while !isOver, let message = stream.next() { owner?.receive(message) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(AttemptFailure(error)) }

  func channelInactive(context: ChannelHandlerContext) { fail(.closed) }

  /// Completes when the connection is closed.
  var end: EventLoopFuture<Void>? { context?.channel.closeFuture }

  /// Sends a message; over TLS it waits inside until both sides have agreed.
  func send(_ message: [UInt8]) {
    context?.writeAndFlush(wrapOutboundOut(MessageStream.framed(message)), promise: nil)
  }

  /// The connection is over: told once.
  func fail(_ failure: AttemptFailure) {
    guard !isOver else { return }
    close()
    owner?.lose(self, failure)
  }

  /// Closes without telling.
  func close() {
    isOver = true
    isActive = false
    context?.close(promise: nil)
  }
}
