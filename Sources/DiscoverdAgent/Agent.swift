internal import HostSystem
package import Logging
package import NIOCore
internal import NIOPosix

/// The server side of discoverd's two protocols on one port, in memory, so that one machine needs no other program. Unmodified
/// clients work with it, of the first protocol those that speak JSON.
package final class Agent: Sendable {
  private let eventLoop: any EventLoop
  private let channel: any Channel
  private let front: NIOLoopBound<AgentFront>

  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 128

  /// Listens on `address`, which came from `setting`. Whoever connects waits until ``run()``.
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
  ) async throws(AgentBindError) {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    // Bound first: an agent that does not get its address must not touch the state of the one that has it.
    let front = eventLoop.makePromise(of: NIOLoopBound<AgentFront>.self)
    do {
      channel = try await Self.bind(address, eventLoop, front.futureResult)
      self.front = try await eventLoop.submit {
        let made = NIOLoopBound(
          AgentFront(eventLoop, stateFolder: stateFolder, externalAddress: externalAddress, logger: logger),
          eventLoop: eventLoop)
        front.succeed(made)
        return made
      }.get()
    } catch {
      front.fail(error)
      let reason = (error as? IOError).map { systemMessage($0.errnoCode) } ?? "\(error)"
      throw AgentBindError(setting: setting, reason: reason)
    }
    self.eventLoop = eventLoop
  }

  private static func bind(
    _ address: SocketAddress, _ eventLoop: any EventLoop, _ front: EventLoopFuture<NIOLoopBound<AgentFront>>
  ) async throws -> any Channel {
    try await ServerBootstrap(group: eventLoop)
      // Nobody is served before the state can be written, which is not before the process is the user that it will be.
      .serverChannelOption(.autoRead, value: false)
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelInitializer { channel in
        front.flatMapThrowing { try channel.pipeline.syncOperations.addHandler($0.value.makeHandler()) }
      }
      .bind(to: address).get()
  }

  /// Where it listens, with the port that port 0 became.
  package var address: SocketAddress? { channel.localAddress }

  /// Serves until it is cancelled; then closes all connections and saves what is registered. Writes nothing before it is called.
  package func run() async {
    try? await eventLoop.submit { [front] in front.value.begin() }.get()
    try? await channel.setOption(.autoRead, value: true).get()
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationHandler {
      for await _ in forever {}
    } onCancel: {
      continuation.finish()
    }
    try? await channel.close()
    try? await eventLoop.submit { [front] in front.value.end() }.get()
  }

  /// Its services, for the resolver in the same process.
  package var source: AgentSource { AgentSource(eventLoop: eventLoop, front: front) }
}

/// Why the agent can't listen.
package struct AgentBindError: Error, CustomStringConvertible {
  /// The setting the address came from.
  package let setting: String
  /// The system's words.
  package let reason: String

  package var description: String { "\(setting): \(reason)" }
}
