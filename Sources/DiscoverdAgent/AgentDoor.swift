internal import Discoverd
internal import NIOCore
internal import NIOHTTP1

/// The front of every connection: keeps count of it, and finds out by its first line which of the two protocols the client speaks.
final class AgentDoor: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let state: AgentState
  private let connections: AgentConnections
  private var inbox = ByteBuffer()
  private var timeout: Scheduled<Void>?

  private let firstLineTime: TimeAmount

  init(_ state: AgentState, _ connections: AgentConnections, _ firstLineTime: TimeAmount) {
    (self.state, self.connections, self.firstLineTime) = (state, connections, firstLineTime)
  }

  func channelActive(context: ChannelHandlerContext) {
    guard connections.add(context.channel) else { return context.close(promise: nil) }
    timeout = context.eventLoop.assumeIsolated().scheduleTask(in: firstLineTime) { context.close(promise: nil) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timeout?.cancel()
    connections.remove(context.channel)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard timeout != nil else { return context.fireChannelRead(data) }
    inbox.writeImmutableBuffer(unwrapInboundIn(data))
    let line = inbox.readableBytesView.prefix { $0 != UInt8(ascii: "\n") }
    guard line.count < inbox.readableBytes || line.count > RPCAgentConversation.maximumHead else { return }
    timeout?.cancel()
    timeout = nil
    do {
      try open(String(decoding: line, as: UTF8.self), context.pipeline.syncOperations)
      context.fireChannelRead(NIOAny(inbox))
      inbox = ByteBuffer()
    } catch {
      context.close(promise: nil)
    }
  }

  private func open(_ line: String, _ pipeline: ChannelPipeline.SynchronousOperations) throws {
    guard !line.hasPrefix("CONNECT "), !line.contains(" \(RPCHandshake.path) ") else {
      return try pipeline.addHandler(RPCConnection(state))
    }
    try pipeline.addHandlers(
      HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
      HTTPServerPipelineHandler(), HTTPConnection(state))
  }
}

/// The connections of an agent, within a bound.
final class AgentConnections {
  private var channels: [ObjectIdentifier: any Channel] = [:]

  /// A connection for each of the largest number of watches, and as many again for registrations.
  static let maximum = 20_000

  /// Keeps a connection; false where there are too many.
  func add(_ channel: any Channel) -> Bool {
    guard channels.count < Self.maximum else { return false }
    channels[ObjectIdentifier(channel)] = channel
    return true
  }

  func remove(_ channel: any Channel) { channels[ObjectIdentifier(channel)] = nil }

  /// Closes all.
  func end() { for channel in channels.values { channel.close(promise: nil) } }
}
