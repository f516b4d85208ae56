import Foundation
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import DiscoverdAgent

let testLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs an agent for as long as `body` runs.
func withAgent<Result: Sendable>(
  externalAddress: String? = "127.0.0.1", _ body: (Agent, Int) async throws -> Result
) async throws -> Result {
  let address = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
  let agent = try await Agent(
    address: address, setting: "--agent", externalAddress: externalAddress, logger: testLogger)
  let running = Task { await agent.run() }
  let result = try await body(agent, try #require(agent.address?.port))
  running.cancel()
  await running.value
  return result
}

/// A recording of the real server.
func recording(_ name: String) throws -> [UInt8] {
  let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/\(name).bin")
  return try [UInt8](Data(contentsOf: url ?? URL(fileURLWithPath: name)))
}

/// A client that sends octets and reads what comes back.
struct RawClient {
  let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

  init(port: Int) async throws {
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
      }
  }

  /// Sends pieces, and reads until `isDone` or the end.
  static func talk(_ port: Int, _ pieces: [[UInt8]], until isDone: @escaping @Sendable ([UInt8]) -> Bool) async throws
    -> [UInt8]
  {
    try await RawClient(port: port).channel.executeThenClose { inbound, outbound in
      for piece in pieces {
        try await outbound.write(ByteBuffer(bytes: piece))
        try await Task.sleep(for: .milliseconds(5))
      }
      var octets: [UInt8] = []
      for try await buffer in inbound {
        octets += Array(buffer.readableBytesView)
        if isDone(octets) { break }
      }
      return octets
    }
  }
}
