import NIOCore

/// Plays a script over UDP.
final class DatagramActor: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>

  private let script: DatagramScript
  private let record: UpstreamRecord

  init(_ script: DatagramScript, _ record: UpstreamRecord) { (self.script, self.record) = (script, record) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    if case .deaf = script { return }
    let query = Array(envelope.data.readableBytesView)
    record.note(query, from: envelope.remoteAddress.port ?? 0)
    let reply: (_ message: [UInt8]) -> Void = { message in
      let out = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: message))
      context.writeAndFlush(self.wrapOutboundOut(out), promise: nil)
    }
    play(query, reply, context, envelope.remoteAddress)
  }

  private func play(
    _ query: [UInt8], _ reply: @escaping (_ message: [UInt8]) -> Void, _ context: ChannelHandlerContext,
    _ client: SocketAddress
  ) {
    let good = addressReply(to: query, ttl: 60)
    switch script {
    case .silent, .deaf: break
    case .answer: reply(good)
    case .garbage: reply(Array(good.dropLast(3)))
    case .truncated: reply(emptyReply(to: query, code: 0, truncated: true))
    case .wrongID: reply([good[0] ^ 1] + good.dropFirst())
    case .wrongQuestion: reply(wrongName(good))
    case .fromOtherPort: OtherPort.send(good, to: client)
    case .late(let milliseconds):
      context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) { reply(good) }
    case .code(let code): reply(emptyReply(to: query, code: code))
    case .refuseEDNS: reply(hasOPT(query) ? emptyReply(to: query, code: 1) : good)
    case .guesses(let count): for guess in 1...UInt8(count) { reply([good[0] ^ guess] + good.dropFirst()) }
    }
  }

  private func wrongName(_ good: [UInt8]) -> [UInt8] {
    var wrong = good
    wrong[13] ^= 1
    return wrong
  }
}
