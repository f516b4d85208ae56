internal import DNSWire
internal import NIOCore

/// One TCP connection: cuts the stream into messages and answers each, in any order (RFC 7766 section 7).
final class TCPConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let loop: TCPLoop
  var inbox = ByteBuffer()
  /// Questions that wait for their services, or for the client to take answers since these can be given.
  var waiting = 0
  /// Those of them that can be answered, condensed.
  var answerable: [[UInt8]] = []
  /// Questions that upstream resolvers are being asked.
  var relayed = 0
  private var hasAllInput = false
  /// Whether the channel reads what the client sends.
  var isReading = true
  /// Whether answers are being written.
  var isAnswering = false
  /// How long nothing has been asked.
  var idleState = TCPIdleState()
  /// How far the end has come that the server has begun.
  var endingState = TCPEndingState()
  private(set) var client = ClientAddress.unknown

  /// Octets of the length in front of a message, RFC 1035 section 4.2.2.
  static let lengthOctets = 2
  /// Octets of the shortest message.
  static let headerLength = 12

  init(_ loop: TCPLoop) { self.loop = loop }

  func channelActive(context: ChannelHandlerContext) {
    client = unsafe context.remoteAddress?.withSockAddr { address, _ in unsafe ClientAddress(address) } ?? .unknown
    loop.connections.add(context.channel, of: client)
    startIdleTimer(context)
    if let ending = loop.connections.ending { end(ending, context) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    loop.connections.remove(context.channel)
    idleState.timer?.cancel()
    endingState.timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !endingState.hasEnded else { return }
    var octets = unwrapInboundIn(data)
    inbox.writeBuffer(&octets)
    endingState.hasHeard = true
    answerWhatIsThere(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    // One that changes while answers are written is seen by who writes them.
    if !isAnswering { answerWhatIsThere(context) }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let ending = event as? TCPEnding { return end(ending, context) }
    guard case .some(.inputClosed) = event as? ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
    hasAllInput = true
    if endingState.hasEnded { return context.close(promise: nil) }
    closeIfDone(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Whether nothing that was asked is still to be answered.
  var isDone: Bool { waiting == 0 && relayed == 0 && !hasWholeMessage }

  /// Whether a message waits in the inbox for the client to take earlier answers.
  private var hasWholeMessage: Bool { messageLength.map { inbox.readableBytes >= Self.lengthOctets + $0 } ?? false }

  /// Octets of the first message of the inbox, once it is whole or known to be too short for one.
  var messageLength: Int? {
    guard let length = inbox.getInteger(at: inbox.readerIndex, as: UInt16.self).map(Int.init) else { return nil }
    return length < Self.headerLength || inbox.readableBytes >= Self.lengthOctets + length ? length : nil
  }

  /// Closes once the client has asked all it will and has its answers.
  func closeIfDone(_ context: ChannelHandlerContext) {
    guard hasAllInput, isDone, context.channel.isActive else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }
}
