internal import Discoverd
internal import NIOCore

/// One client's connection on the event loop: carries out its calls.
final class RPCConnection: ChannelInboundHandler, AgentSubscriber {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let state: AgentState
  private var conversation = RPCAgentConversation()
  private var channel: (any Channel)?
  private var unsent = 0
  /// Services by the id of the stream that follows them.
  private var streams: [[UInt8]: String] = [:]

  /// As many streams of one connection: a client that needs more can open another.
  static let maximumStreams = 1000
  /// Octets that wait for a client that does not read; beyond, its connection is closed, and it will subscribe anew.
  static let maximumUnsent = 1 << 20
  init(_ state: AgentState) { self.state = state }

  func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

  func channelInactive(context: ChannelHandlerContext) {
    for name in Set(streams.values) { state.unsubscribe(self, from: name) }
    (streams, channel) = ([:], nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    for step in conversation.receive(Array(unwrapInboundIn(data).readableBytesView)) {
      // A step before may have closed the connection: what follows must leave nothing behind.
      guard channel != nil else { return }
      switch step {
      case .send(let octets): write(octets)
      case .close: return context.close(promise: nil)
      case .call(let call): carryOut(call)
      }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func receive(_ news: ServiceNews) {
    for update in news.updates {
      for (id, name) in streams where name == news.name { write(RPCReply(id: id, result: update.encoded).encoded) }
    }
  }

  private func carryOut(_ call: RPCAgentConversation.Call) {
    do throws(RegistryError) {
      switch call {
      case .register(let arguments, let id):
        write(RPCReply(id: id, result: JSONValue.encode(try state.register(arguments))).encoded)
      case .unregister(let arguments, let id):
        try state.unregister(arguments)
        write(RPCReply(id: id).encoded)
      case .subscribe(let name, let id): subscribe(name, id)
      case .closeStream(let id): closeStream(id)
      }
    } catch {
      write(RPCReply(id: call.id, error: error.description).encoded)
    }
  }

  private func subscribe(_ name: String, _ id: [UInt8]) {
    guard streams.count < Self.maximumStreams, streams[id] == nil else {
      let error = streams[id] == nil ? "discoverd: more than \(Self.maximumStreams) streams" : "discoverd: id in use"
      return write(RPCReply(id: id, error: error).encoded)
    }
    streams[id] = name
    for update in state.subscribe(self, to: name).updates + [.current] {
      write(RPCReply(id: id, result: update.encoded).encoded)
    }
  }

  /// Ends a stream at once, as the original means to; a name can be followed by several.
  private func closeStream(_ id: [UInt8]) {
    guard let name = streams.removeValue(forKey: id) else { return }
    if !streams.values.contains(name) { state.unsubscribe(self, from: name) }
    write(RPCReply(id: id, error: "EOS").encoded)
  }

  private func write(_ octets: [UInt8]) {
    guard let channel else { return }
    unsent += octets.count
    guard unsent <= Self.maximumUnsent else { return channel.close(promise: nil) }
    channel.writeAndFlush(ByteBuffer(bytes: octets)).assumeIsolated().whenComplete { [self] _ in unsent -= octets.count
    }
  }
}

extension RPCAgentConversation.Call {
  fileprivate var id: [UInt8] {
    switch self {
    case .register(_, let id), .unregister(_, let id), .subscribe(_, let id), .closeStream(let id): id
    }
  }
}
