import NIOCore
import NIOPosix
import Synchronization

/// A discoverd of version 1 that knows one service, and counts who subscribes.
final class CountingDiscoverd: Sendable {
  private let channel: any Channel
  private let names = Mutex<[String]>([])

  init(instanceOf service: String) async throws {
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1024)
    let holder = Mutex<CountingDiscoverd?>(nil)
    let note: @Sendable (String) -> Void = { name in holder.withLock { $0 }?.names.withLock { $0.append(name) } }
    channel = try await bootstrap.childChannelInitializer { client in
      client.eventLoop.makeCompletedFuture {
        try client.pipeline.syncOperations.addHandler(Replies(service, note))
      }
    }.bind(host: "127.0.0.1", port: 0).get()
    holder.withLock { $0 = self }
  }

  var port: Int { channel.localAddress?.port ?? 0 }
  var subscriptions: [String] { names.withLock { $0 } }
  func stop() async throws { try await channel.close() }

  private final class Replies: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let service: String
    private let note: @Sendable (String) -> Void
    private var hasShakenHands = false

    init(_ service: String, _ note: @escaping @Sendable (String) -> Void) {
      (self.service, self.note) = (service, note)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      guard hasShakenHands else {
        hasShakenHands = true
        return send("HTTP/1.0 200 Connected to Go RPC\n\n", context)
      }
      guard let name = text.firstMatch(of: #/"Name":"([^"]*)"/#).map({ String($0.1) }) else { return }
      note(name)
      let instance = #"{"Name":"\#(name)","Addr":"10.0.0.1:80","Online":true,"Attrs":null,"Created":1}"#
      if name == service { send(#"{"id":0,"result":\#(instance),"error":null}"# + "\n", context) }
      let marker = #"{"Name":"","Addr":"","Online":false,"Attrs":null,"Created":0}"#
      send(#"{"id":0,"result":\#(marker),"error":null}"# + "\n", context)
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
      context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }
  }
}
