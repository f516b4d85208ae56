internal import DNSWire
internal import NIOCore
internal import Responder

/// One TCP connection: cuts the stream into messages and answers each, in any order (RFC 7766 section 7).
final class TCPConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let loop: TCPLoop
  private var inbox = ByteBuffer()
  private var waiting = 0
  /// Questions that upstream resolvers are being asked.
  var relayed = 0
  private var hasAllInput = false
  private var idleTimer: Scheduled<Void>?
  /// How far the end has come that the server has begun.
  var endingState = TCPEndingState()
  private(set) var client = ClientAddress.unknown

  /// As many questions of one connection wait at once; further ones are not read until one is answered.
  static let maximumWaiting = 32
  /// Octets of the length in front of a message, RFC 1035 section 4.2.2.
  private static let lengthOctets = 2
  /// Octets of the shortest message.
  private static let headerLength = 12

  init(_ loop: TCPLoop) { self.loop = loop }

  func channelActive(context: ChannelHandlerContext) {
    client = unsafe context.remoteAddress?.withSockAddr { address, _ in unsafe ClientAddress(address) } ?? .unknown
    loop.connections.add(context.channel, of: client)
    restartIdleTimer(context)
    if let ending = loop.connections.ending { end(ending, context) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    loop.connections.remove(context.channel)
    idleTimer?.cancel()
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
    answerWhatIsThere(context)
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

  /// Answers the whole messages of the inbox, as long as the client takes the answers; what it has not asked for yet is not
  /// read meanwhile.
  private func answerWhatIsThere(_ context: ChannelHandlerContext) {
    while context.channel.isWritable, waiting < Self.maximumWaiting, context.channel.isActive {
      let start = inbox.readerIndex
      guard let length = inbox.getInteger(at: start, as: UInt16.self) else { break }
      guard length >= Self.headerLength else { return context.close(promise: nil) }
      guard let message = inbox.getBytes(at: start + Self.lengthOctets, length: Int(length)) else { break }
      inbox.moveReaderIndex(forwardBy: Self.lengthOctets + message.count)
      loop.connections.touch(context.channel)
      restartIdleTimer(context)
      answer(message, context)
    }
    inbox.discardReadBytes()
    let reads = context.channel.isWritable && waiting < Self.maximumWaiting
    if waiting >= Self.maximumWaiting { loop.counters.add(.paused) }
    context.channel.setOption(.autoRead, value: reads).whenFailure { _ in }
    closeIfDone(context)
  }

  private func answer(_ message: [UInt8], _ context: ChannelHandlerContext) {
    switch loop.answer(to: message, from: client, final: false) {
    case .answer(let answer): context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    case .silence: break
    case .waits(let name, let message): wait(for: name, message, context)
    case .relays(let question, let message): relay(question, message, context)
    }
  }

  /// Answers a question once its service is watched, or a second later; others go on meanwhile.
  private func wait(for name: String, _ message: [UInt8], _ context: ChannelHandlerContext) {
    waiting += 1
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    loop.waitUntilAnswerable(name, on: context.eventLoop).whenComplete { _ in
      let (handler, context) = bound.value
      handler.waiting -= 1
      if case .answer(let answer) = handler.loop.answer(to: message, from: handler.client, final: true) {
        context.writeAndFlush(handler.wrapOutboundOut(answer), promise: nil)
      }
      handler.answerWhatIsThere(context)
    }
  }

  /// Whether nothing that was asked is still to be answered.
  var isDone: Bool { waiting == 0 && relayed == 0 && !hasWholeMessage }

  /// Whether a message waits in the inbox for the client to take earlier answers.
  private var hasWholeMessage: Bool {
    guard let length = inbox.getInteger(at: inbox.readerIndex, as: UInt16.self) else { return false }
    return inbox.readableBytes >= Self.lengthOctets + Int(length)
  }

  /// Closes once the client has asked all it will and has its answers.
  func closeIfDone(_ context: ChannelHandlerContext) {
    guard hasAllInput, isDone, context.channel.isActive else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }

  private func restartIdleTimer(_ context: ChannelHandlerContext) {
    idleTimer?.cancel()
    idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: loop.idleTime) { [self] in
      guard relayed == 0 else { return restartIdleTimer(context) }
      loop.counters.add(.closedIdle)
      context.close(promise: nil)
    }
  }
}
