internal import Discoverd
internal import NIOCore

/// One client's connection on the event loop: carries out its calls.
final class AgentConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let state: AgentState
  private let connections: AgentConnections
  private var conversation = AgentConversation()
  private var channel: (any Channel)?
  private var unsent = 0
  /// Services by the id of the stream that follows them.
  private var streams: [[UInt8]: String] = [:]
  private var timeout: Scheduled<Void>?
  private var hasSpoken = false

  /// As many streams of one connection: a client that needs more can open another.
  static let maximumStreams = 1000
  /// Octets that wait for a client that does not read; beyond, its connection is closed, and it will subscribe anew.
  static let maximumUnsent = 1 << 20
  /// From connecting to the first octets; heartbeats come every five seconds after that.
  static let firstTime = TimeAmount.seconds(10)

  init(_ state: AgentState, _ connections: AgentConnections) { (self.state, self.connections) = (state, connections) }

  func channelActive(context: ChannelHandlerContext) {
    channel = context.channel
    guard connections.add() else { return context.close(promise: nil) }
    timeout = context.eventLoop.assumeIsolated().scheduleTask(in: Self.firstTime) { context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    for name in Set(streams.values) { state.unsubscribe(self, from: name) }
    (streams, channel) = ([:], nil)
    timeout?.cancel()
    connections.remove()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    timeout?.cancel()
    for step in conversation.receive(Array(unwrapInboundIn(data).readableBytesView)) {
      switch step {
      case .send(let octets): write(octets)
      case .close: context.close(promise: nil)
      case .call(let call): carryOut(call)
      }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Sends a change to every stream of its service.
  func send(_ update: InstanceUpdate) {
    for (id, name) in streams where name == update.name { write(RPCReply(id: id, result: update.encoded).encoded) }
  }

  private func carryOut(_ call: AgentConversation.Call) {
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
    for update in state.subscribe(self, to: name) { write(RPCReply(id: id, result: update.encoded).encoded) }
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

extension AgentConversation.Call {
  fileprivate var id: [UInt8] {
    switch self {
    case .register(_, let id), .unregister(_, let id), .subscribe(_, let id), .closeStream(let id): id
    }
  }
}

/// How many connections an agent has, within a bound.
final class AgentConnections {
  private var count = 0

  /// A connection for each of the largest number of watches, and as many again for registrations.
  static let maximum = 20_000

  /// Counts a connection; false where there are too many.
  func add() -> Bool {
    count += 1
    return count <= Self.maximum
  }

  func remove() { count -= 1 }
}
