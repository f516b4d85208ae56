internal import HostSystem
package import Logging
package import NIOCore
internal import NIOPosix

/// The server side of discoverd's first protocol, in memory, so that one machine needs no other program. Unmodified clients
/// that speak JSON work with it.
package final class Agent: Sendable {
  private let eventLoop: any EventLoop
  private let channel: any Channel
  private let state: NIOLoopBound<AgentState>

  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 128

  /// Listens on `address`, which came from `setting`.
  ///
  /// - Parameters:
  ///   - address: where; port 0 takes a free one.
  ///   - setting: the flag or variable, for messages.
  ///   - stateFolder: where registrations outlive a restart; absent: nowhere.
  ///   - externalAddress: what completes an address without host. The original: EXTERNAL_IP.
  ///   - logger: told what goes wrong with the state.
  /// - Throws: ``AgentBindError``.
  package init(
    address: SocketAddress, setting: String, stateFolder: String? = nil, externalAddress: String? = nil, logger: Logger
  ) async throws {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let state = try await eventLoop.submit {
      let state = AgentState(
        eventLoop, stateFolder: stateFolder, externalAddress: externalAddress, logger: logger)
      return (NIOLoopBound(state, eventLoop: eventLoop), NIOLoopBound(AgentConnections(), eventLoop: eventLoop))
    }.get()
    (self.eventLoop, self.state) = (eventLoop, state.0)
    do {
      channel = try await ServerBootstrap(group: eventLoop)
        .serverChannelOption(.backlog, value: Self.backlog)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelOption(.socketOption(.so_keepalive), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(AgentConnection(state.0.value, state.1.value))
          }
        }
        .bind(to: address).get()
    } catch let error as IOError {
      throw AgentBindError(setting: setting, reason: systemMessage(error.errnoCode))
    }
  }

  /// Where it listens, with the port that port 0 became.
  package var address: SocketAddress? { channel.localAddress }

  /// Serves until it is cancelled; then saves what is registered.
  package func run() async {
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationHandler {
      for await _ in forever {}
    } onCancel: {
      continuation.finish()
    }
    try? await channel.close()
    try? await eventLoop.submit { [state] in state.value.end() }.get()
  }

  /// Its services, for the resolver in the same process.
  package var source: AgentSource { AgentSource(eventLoop: eventLoop, state: state) }
}

/// Why the agent can't listen.
package struct AgentBindError: Error, CustomStringConvertible {
  /// The setting the address came from.
  package let setting: String
  /// The system's words.
  package let reason: String

  package var description: String { "\(setting): \(reason)" }
}
