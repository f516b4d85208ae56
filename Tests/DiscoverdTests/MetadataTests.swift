import Foundation
import Logging
import NIOCore
import NIOPosix
import HostSystem
import Testing

@testable import Discoverd

@Suite("Metadata of services, as the real server answers", .timeLimit(.minutes(5)))
struct MetadataTests {
  /// Says the recorded reply whose turn it is to each request: a call that is tried again gets the same once more.
  private final class Player: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let reply: @Sendable () -> [UInt8]

    init(_ reply: @escaping @Sendable () -> [UInt8]) { self.reply = reply }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard String(buffer: unwrapInboundIn(data)).contains("HTTP/1.1") else { return }
      context.writeAndFlush(NIOAny(ByteBuffer(bytes: reply())), promise: nil)
    }
  }

  /// The replies of a recording, each whole.
  private func replies(_ name: String) throws -> [[UInt8]] {
    let text = String(decoding: try recordingV2(name), as: UTF8.self)
    return text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { Array("HTTP/1.1 \($0)".utf8) }
  }

  @Test("compare and swap, as it was recorded: missing, created, changed, and every refusal")
  func recorded() async throws {
    let replies = try replies("04-meta.s2c")
    let turn = Guarded(0)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Player { replies[turn.withLock { $0 }] })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let cluster = try patientCluster("127.0.0.1:\(server.localAddress?.port ?? 0)", api: .v2)
    let client = DiscoverdClient(cluster, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    func metadata(_ data: String, _ index: UInt64) -> DiscoverdClient.ServiceMetadata {
      .init(data: Array(data.utf8), index: index)
    }
    func read(_ name: String) async throws -> DiscoverdClient.ServiceMetadata {
      turn.withLock { $0 += 1 }
      return try await client.metadata(of: name)
    }
    func write(_ data: String, _ index: UInt64, of name: String = "m") async throws -> DiscoverdClient.ServiceMetadata {
      turn.withLock { $0 += 1 }
      return try await client.setMetadata(metadata(data, index), of: name)
    }
    try await client.addService("m", hasAppointedLeader: true)
    for name in ["m", "nosuch"] {
      await #expect(throws: DiscoverdError.notFound("service meta not found")) { try await read(name) }
    }
    await #expect(throws: DiscoverdError.conflict("Service metadata for \"m\" does not exist, use index=0 to set")) {
      try await write("{\"a\":1}", 3)
    }
    #expect(try await write("{\"a\":1}", 0) == metadata("{\"a\":1}", 29))
    #expect(try await read("m") == metadata("{\"a\":1}", 29))
    await #expect(throws: DiscoverdError.conflict("Service metadata for \"m\" already exists, use index=n to set")) {
      try await write("{\"a\":2}", 0)
    }
    await #expect(throws: DiscoverdError.conflict("Service metadata for \"m\" exists, but wrong index provided")) {
      try await write("{\"a\":2}", 1029)
    }
    #expect(try await write("[1,\"two\",null]", 29) == metadata("[1,\"two\",null]", 32))
    #expect(try await read("m") == metadata("[1,\"two\",null]", 32))
    await #expect(throws: DiscoverdError.notFound("discoverd: service \"nosuch\" not found")) {
      try await write("{}", 0, of: "nosuch")
    }
    await #expect(throws: DiscoverdError.refused("Content-Type must be application/json")) { try await write("{}", 0) }
    #expect(turn.withLock { $0 } == replies.count - 1)
    client.close()
    try await server.close()
  }
}
