internal import HostSystem
package import Logging
package import NIOCore
internal import NIOPosix
internal import SavedState

/// The server side of discoverd's two protocols on one port, in memory, so that one machine needs no other program. Unmodified
/// clients work with it, of the first protocol those that speak JSON.
package final class Agent: Sendable {
  private let eventLoop: any EventLoop
  private let channel: any Channel
  private let front: NIOLoopBound<AgentFront>
  private let saver: StateSaver<RegistryState, ContinuousClock>?

  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 128
  /// Nobody is served before ages are reserved on the disk, or a disk has had so long for it: much more than it needs.
  private static let firstSavingTime = Duration.seconds(1)

  /// Listens on `address`, which came from `setting`. Whoever connects waits until ``run()``.
  ///
  /// - Parameters:
  ///   - address: where; port 0 takes a free one.
  ///   - setting: the flag or variable, for messages.
  ///   - stateFolder: where registrations outlive a restart; absent: nowhere.
  ///   - externalAddress: what completes an address without host. The original: EXTERNAL_IP.
  ///   - logger: told what goes wrong with the state.
  /// - Throws: ``AgentBindError``.
  package convenience init(
    address: SocketAddress, setting: String, stateFolder: String? = nil, externalAddress: String? = nil, logger: Logger
  ) async throws(AgentBindError) {
    let state = stateFolder.map { RegistryState(folder: $0, logger: logger) }
    try await self.init(
      address: address, setting: setting, state: state, externalAddress: externalAddress, logger: logger)
  }

  /// Listens, with registrations that are kept as `state` says.
  init(
    address: SocketAddress, setting: String, state: RegistryState?, externalAddress: String?,
    times: AgentTimes = .usual, logger: Logger
  ) async throws(AgentBindError) {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let saver = state.map { StateSaver($0, logger: logger) }
    // Bound first: an agent that does not get its address must not touch the state of the one that has it.
    let front = eventLoop.makePromise(of: NIOLoopBound<AgentFront>.self)
    do {
      channel = try await Self.bind(address, eventLoop, front.futureResult)
      self.front = try await eventLoop.submit {
        var registry =
          state?.restore(externalAddress: externalAddress, at: .zero) ?? Registry(externalAddress: externalAddress)
        registry.lifetime = times.lifetime
        let made = NIOLoopBound(
          AgentFront(eventLoop, registry, times) { saver?.noteChange() }, eventLoop: eventLoop)
        front.succeed(made)
        return made
      }.get()
    } catch {
      front.fail(error)
      let reason = (error as? IOError).map { systemMessage($0.errnoCode) } ?? "\(error)"
      throw AgentBindError(setting: setting, reason: reason)
    }
    (self.eventLoop, self.saver) = (eventLoop, saver)
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
    guard let saver else { return await serve() }
    // It ends after serving, so that it has all, and is waited for.
    let saving = Task { await saver.run { [eventLoop, front] in await Self.registry(eventLoop, front) } }
    saver.noteChange()
    await wait(for: saver)
    await serve()
    saving.cancel()
    await saving.value
  }

  private func serve() async {
    // Whoever connected by then has to be closed, too.
    if !Task.isCancelled { await serveUntilCancelled() }
    try? await channel.close()
    try? await eventLoop.submit { [front] in front.value.end() }.get()
  }

  private func serveUntilCancelled() async {
    try? await eventLoop.submit { [front] in front.value.begin() }.get()
    try? await channel.setOption(.autoRead, value: true).get()
    let (forever, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationHandler {
      for await _ in forever {}
    } onCancel: {
      continuation.finish()
    }
  }

  private func wait(for saver: StateSaver<RegistryState, ContinuousClock>) async {
    await withTaskGroup { group in
      group.addTask { await saver.waitForFirstAttempt() }
      group.addTask { try? await Task.sleep(for: Self.firstSavingTime) }
      await group.next()
      group.cancelAll()
    }
  }

  /// What is registered now. Its copy is made when something changes next.
  private static func registry(_ eventLoop: any EventLoop, _ front: NIOLoopBound<AgentFront>) async -> Registry {
    await withCheckedContinuation { continuation in
      eventLoop.execute { continuation.resume(returning: front.value.state.registry) }
    }
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
