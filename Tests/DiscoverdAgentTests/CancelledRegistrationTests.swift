import Discoverd
import HostSystem
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import DiscoverdAgent

/// A discoverd that answers a registration once the test lets it, and keeps what is asked of it.
private final class SlowRegistry: Sendable {
  let calls = Guarded<[String]>([])
  private let waiting = Guarded<(@Sendable () -> Void)?>(nil)

  /// Serves a connection at each of whose registrations the reply waits.
  func replies() -> some ChannelInboundHandler { Replies(self) }

  /// Sends the reply that waits.
  func answer() { waiting.withLock { $0 }?() }

  private final class Replies: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let registry: SlowRegistry
    private var conversation = RPCAgentConversation()

    init(_ registry: SlowRegistry) { self.registry = registry }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      for step in conversation.receive(Array(unwrapInboundIn(data).readableBytesView)) {
        switch step {
        case .send(let octets): context.writeAndFlush(NIOAny(ByteBuffer(bytes: octets)), promise: nil)
        case .call(.register(let arguments, let id)):
          let reply = RPCReply(id: id, result: JSONValue.encode(arguments.address)).encoded
          let channel = context.channel
          registry.waiting.withLock { $0 = { channel.writeAndFlush(ByteBuffer(bytes: reply), promise: nil) } }
          registry.calls.withLock { $0.append("register") }
        case .call(.unregister(let arguments, let id)):
          registry.calls.withLock { $0.append("unregister \(arguments.address)") }
          context.writeAndFlush(NIOAny(ByteBuffer(bytes: RPCReply(id: id).encoded)), promise: nil)
        case .call, .close: context.close(promise: nil)
        }
      }
    }
  }
}

@Suite("Registering that is cancelled", .timeLimit(.minutes(5)))
struct CancelledRegistrationTests {
  @Test("a registration that the server has, but whose answer is not waited for, is taken back")
  func takenBack() async throws {
    let registry = SlowRegistry()
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(registry.replies()) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let client = try makeClient(try #require(server.localAddress?.port), .v1)
    let registering = Task { try await client.register(registration(1)) }
    try await wait { registry.calls.withLock { $0 } == ["register"] }
    registering.cancel()
    await #expect(throws: DiscoverdError.closed) { try await registering.value }
    registry.answer()
    try await wait { registry.calls.withLock { $0 }.count == 2 }
    #expect(registry.calls.withLock { $0 } == ["register", "unregister 127.0.0.1:1"])
    client.close()
    try await server.close()
  }
}
