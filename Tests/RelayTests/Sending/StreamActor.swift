import NIOCore

@testable import Relay

/// Plays a script over one connection.
final class StreamActor: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let script: StreamScript
  private let record: UpstreamRecord
  private let number: Int
  private var stream = MessageStream()
  private var waiting: [[UInt8]] = []
  private var answered = 0

  init(_ script: StreamScript, _ record: UpstreamRecord) {
    (self.script, self.record, number) = (script, record, record.open())
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    stream.append(unwrapInboundIn(data))
    while let query = stream.next() {
      record.note(query, from: context.remoteAddress?.port ?? 0, connection: number)
      play(query, context)
    }
  }

  private func play(_ query: [UInt8], _ context: ChannelHandlerContext) {
    let good = addressReply(to: query, ttl: 60)
    switch script {
    case .silent, .refuse: break
    case .answer: reply(good, context)
    case .garbage: reply(Array(good.dropLast(3)), context)
    case .late(let milliseconds):
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) {
        self.reply(good, bound.value)
      }
    case .closeAtOnce(let count):
      waiting.append(query)
      if waiting.count == count { context.close(promise: nil) }
    case .half:
      let part = MessageStream.framed(good).getSlice(at: 0, length: good.count / 2) ?? ByteBuffer()
      context.writeAndFlush(wrapOutboundOut(part), promise: nil)
      context.close(promise: nil)
    case .closeAfter(let count):
      guard answered < count else { return }
      reply(good, context)
      answered += 1
      // A whole end would be a reset where more was asked meanwhile, and take the answer with it.
      if answered == count { context.close(mode: .output, promise: nil) }
    case .backwards:
      waiting.append(good)
      guard waiting.count == 2 else { return }
      for message in waiting.reversed() { reply(message, context) }
      waiting = []
    }
  }

  private func reply(_ message: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(MessageStream.framed(message)), promise: nil)
  }
}
