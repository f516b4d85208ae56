internal import NIOCore

/// One attempt over UDP: a socket of its own with a port that the system draws at random, which hears its upstream only.
final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = ByteBuffer

  private let key: AttemptKey
  private let message: [UInt8]
  private weak var owner: (any AttemptOwner)?
  private var context: ChannelHandlerContext?
  private var isOver = false

  /// More than any answer to what we send: queries say ``EDNS/ownPayloadSize``. What is longer is cut, and not believed.
  static let receiveOctets = 4_096

  init(_ key: AttemptKey, _ message: [UInt8], _ owner: any AttemptOwner) {
    (self.key, self.message, self.owner) = (key, message, owner)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    guard !isOver else { return context.close(promise: nil) }
    let sent = context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: message)))
    sent.assumeIsolated().whenFailure { [weak self] in self?.fail(AttemptFailure($0)) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    owner?.receive(Array(unwrapInboundIn(data).data.readableBytesView), for: key)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(AttemptFailure(error)) }

  func channelInactive(context: ChannelHandlerContext) { fail(.closed) }

  /// It comes to nothing: told once.
  func fail(_ failure: AttemptFailure) {
    guard !isOver else { return }
    owner?.fail(key, failure)
    close()
  }

  /// Hears nothing more.
  func close() {
    isOver = true
    context?.close(promise: nil)
  }
}
