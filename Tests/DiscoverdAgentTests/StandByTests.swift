import Discoverd
import Discovery
import NIOCore
import NIOPosix
import Testing

@testable import DiscoverdAgent

/// A discoverd that takes every registration and shows none, as one does whose watch was started beside its first read.
private final class ForgetfulReplies: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private var conversation = RPCAgentConversation()

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    for step in conversation.receive(Array(unwrapInboundIn(data).readableBytesView)) {
      switch step {
      case .send(let octets): send(octets, context)
      case .call(.register(let arguments, let id)):
        send(RPCReply(id: id, result: JSONValue.encode(arguments.address)).encoded, context)
      case .call(.unregister(_, let id)): send(RPCReply(id: id).encoded, context)
      case .call(.subscribe(_, let id)):
        send(RPCReply(id: id, result: InstanceUpdate.current.encoded).encoded, context)
      case .call(.closeStream), .close: context.close(promise: nil)
      }
    }
  }

  private func send(_ octets: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(NIOAny(ByteBuffer(bytes: octets)), promise: nil)
  }
}

@Suite("Registering with a set, and standing by", .timeLimit(.minutes(5)))
struct StandByTests {
  /// How long an instance may take to be shown: long, on a machine that stands still at times.
  private let patience = Duration.seconds(300)

  @Test(
    "registering with a set: self is left out, leads while registered, and not after",
    arguments: [DiscoverdAPI.v1, .v2])
  func withSet(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let (client, other) = (try makeClient(port, api), try makeClient(port, api))
      let watch = try await client.registerAndWatch(registration(1), timeout: patience)
      try await other.register(registration(2))
      await wait(watch, for: [1, 2])
      #expect(watch.instances.map(\.endpoint.port) == [2] && watch.leader?.endpoint.port == 1)
      #expect(watch.ownEndpoint?.description == "127.0.0.1:1")
      try await client.unregister(name: "web", address: "127.0.0.1:1")
      await wait(watch, for: [2])
      #expect(watch.leader?.endpoint.port == 2)
      client.close()
      other.close()
    }
  }

  @Test("a server that takes a registration and never shows it is not waited for without end")
  func neverShown() async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(ForgetfulReplies()) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let client = try makeClient(try #require(server.localAddress?.port))
    await #expect(throws: DiscoverdError.notShown(name: "web", address: "127.0.0.1:1")) {
      try await client.registerAndWatch(registration(1), timeout: .milliseconds(300))
    }
    await #expect(throws: DiscoverdError.unknownRegistration(name: "web", address: "127.0.0.1:1")) {
      try await client.unregister(name: "web", address: "127.0.0.1:1")
    }
    client.close()
    try await server.close()
  }

  @Test("standing by ends when the older one goes; the instance stays registered", arguments: [DiscoverdAPI.v1, .v2])
  func standBy(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let (first, second) = (try makeClient(port, api), try makeClient(port, api))
      #expect(try await first.standBy(registration(1), timeout: patience).endpoint.port == 1)
      let waiting = Task { try await second.standBy(registration(2), timeout: patience) }
      let watch = try first.watch("web")
      await wait(watch, for: [1, 2])
      try await first.unregister(name: "web", address: "127.0.0.1:1")
      #expect(try await waiting.value.endpoint.port == 2)
      await wait(watch, for: [2])
      first.close()
      second.close()
    }
  }

  @Test("standing by that is cancelled takes the instance back; one whose registration is lost fails")
  func standByEnds() async throws {
    let (client, waiting) = try await withAgent { _, port -> (DiscoverdClient, Task<Instance, any Error>) in
      let (first, second) = (try makeClient(port), try makeClient(port))
      try await first.register(registration(1))
      let watch = try first.watch("web")
      let cancelled = Task { try await second.standBy(registration(2), timeout: patience) }
      await wait(watch, for: [1, 2])
      cancelled.cancel()
      await #expect(throws: CancellationError.self) { try await cancelled.value }
      await wait(watch, for: [1])
      let waiting = Task { try await second.standBy(registration(3), timeout: patience) }
      await wait(watch, for: [1, 3])
      // Until it stands by: its own watch shows it, too, after some turns that have to wait for those of other tests.
      let own = try second.watch("web")
      await wait(own, for: [1, 3])
      for _ in 0..<60 { try await Task.sleep(for: .milliseconds(50)) }
      first.close()
      return (second, waiting)
    }
    // The agent is gone: ten seconds later the instance has expired.
    await #expect(throws: DiscoverdError.registrationLost(reason: "no heartbeat has reached discoverd")) {
      try await waiting.value
    }
    client.close()
  }
}
