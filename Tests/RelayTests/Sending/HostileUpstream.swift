import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

@testable import Relay

/// What an upstream does with a query over UDP.
enum DatagramScript: Sendable {
  /// As silent, and forgets what it was asked.
  case deaf
  case answer, silent, garbage, truncated, wrongID, wrongQuestion, fromOtherPort
  /// Answers after some milliseconds.
  case late(Int64)
  /// An answer without records with this code.
  case code(UInt8)
  /// FORMERR where there is an OPT record, else an answer.
  case refuseEDNS
  /// So many answers with wrong IDs, and none that is right.
  case guesses(Int)
}

/// What an upstream does with its connections.
enum StreamScript: Sendable {
  case answer, silent
  /// Nobody listens.
  case refuse
  /// Half an answer, and the end.
  case half
  /// Answers after some milliseconds.
  case late(Int64)
  /// The end, once it was asked so much.
  case closeAtOnce(Int)
  /// The end after so many answers.
  case closeAfter(Int)
  /// Answers in pairs, the later question first.
  case backwards
  /// A wrong answer to every question.
  case garbage
}

/// An upstream on loopback that does what its scripts say, over UDP, TCP and TLS.
final class HostileUpstream: Sendable {
  let upstream: Upstream
  let record = UpstreamRecord()
  private let channels: [any Channel]

  /// An upstream that listens now, and does these things over UDP and over TCP; over TLS instead of TCP where it has a
  /// certificate, and is asked by a name.
  init(
    _ datagrams: DatagramScript, _ streams: StreamScript = .refuse, tls: (NIOSSLContext, name: String?)? = nil,
    on host: String = "127.0.0.1"
  ) async throws {
    var bound: (address: SocketAddress, channels: [any Channel])?
    // The port that the kernel gives for UDP may be taken for TCP.
    for _ in 0..<16 where bound == nil {
      let udp = try await Self.receive(on: host, datagrams, record)
      let address = try SocketAddress(ipAddress: host, port: udp.localAddress?.port ?? 0)
      do {
        bound = (address, try await [udp] + Self.listen(at: address, streams, record, tls?.0))
      } catch let error as IOError where error.errnoCode == EADDRINUSE {
        try await udp.close()
      }
    }
    guard let bound else { throw ProgramError("no port on \(host) is free for both transports") }
    channels = bound.channels
    upstream = Upstream(address: bound.address, transport: tls.map { .tls(serverName: $0.name) } ?? .plain)
  }

  private static func receive(
    on host: String, _ script: DatagramScript, _ record: UpstreamRecord
  ) async throws -> any Channel {
    try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.socketOption(.so_rcvbuf), value: 1 << 22)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(DatagramActor(script, record))
        }
      }.bind(host: host, port: 0).get()
  }

  private static func listen(
    at address: SocketAddress, _ script: StreamScript, _ record: UpstreamRecord, _ tls: NIOSSLContext?
  ) async throws -> [any Channel] {
    if case .refuse = script { return [] }
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let actor = StreamActor(script, record)
          let handlers: [any ChannelHandler] = tls.map { [NIOSSLServerHandler(context: $0), actor] } ?? [actor]
          try channel.pipeline.syncOperations.addHandlers(handlers)
        }
      }.bind(to: address).get()
    return [channel]
  }

  /// Ends it.
  func close() async {
    for channel in channels { try? await channel.close() }
  }
}
