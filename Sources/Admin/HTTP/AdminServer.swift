internal import HTTPTypes
internal import HummingbirdCore
package import Logging
package import NIOCore
internal import NIOHTTPTypes
internal import NIOPosix

/// Answers over HTTP on one address: health, metrics, services and the status page.
package final class AdminServer: Sendable {
  /// The address that is listened on, with the port that port 0 became.
  package let address: SocketAddress
  private let connections: Connections
  private let http: HTTP1Channel
  private let channel: any Channel
  private let accepted: Queue
  private let queue: Queue.Continuation
  private let hub: EventHub
  private let logger: Logger

  private typealias Queue = AsyncStream<HTTP1Channel.Value>

  /// A connection on which nothing is asked this long is closed, and one that stops within a request.
  static let idleTime = TimeAmount.seconds(10)
  /// A client that has not taken an answer this long after it was asked for is closed: the answer keeps what it is made of. Enough for a
  /// list of a hundred megabytes over a slow line.
  package static let responseTime = TimeAmount.seconds(30)
  /// How often who follows events hears something, so that connections that are gone are found out.
  static let heartbeatInterval = Duration.seconds(15)
  /// Octets of one field of a request's header, and of all: more than a browser sends, cookies of other ports included.
  static let maximumHeader = (field: 8 << 10, all: 32 << 10)
  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: CInt = 128

  /// Listens.
  ///
  /// - Parameters:
  ///   - address: where; port 0 takes a free one.
  ///   - setting: where the address was configured, for the error.
  ///   - parts: what is shown.
  ///   - logger: told where requests can't be taken.
  ///   - responseTime: for so long a client may take an answer.
  /// - Throws: ``AdminBindError``.
  package init(
    _ address: SocketAddress, setting: String, _ parts: AdminParts, logger: Logger,
    responseTime: TimeAmount = AdminServer.responseTime
  ) async throws(AdminBindError) {
    let slow = parts.registry.counter(
      "doyen_admin_slow_total", "Clients that were closed because they did not take an answer in time.")
    connections = Connections(responseTime: responseTime, slow: slow)
    let responder = AdminResponder(parts, connections)
    var quiet = logger
    quiet.logLevel = .warning
    (hub, self.logger) = (parts.board.hub, quiet)
    http = HTTP1Channel(responder: { try await responder.respond($0, $1, $2) }, configuration: Self.configuration)
    (accepted, queue) = Queue.makeStream()
    do {
      channel = try await Self.bind(address, http, connections, queue, quiet)
    } catch {
      throw AdminBindError(address: address, setting: setting, error)
    }
    self.address = channel.localAddress ?? address
  }

  private static var configuration: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      idleTimeout: idleTime,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: maximumHeader.field, maxHeaderListSize: maximumHeader.all))
  }

  /// Listens on one event loop, so that once the listening channel is closed no connection is still on its way into the queue.
  private static func bind(
    _ address: SocketAddress, _ http: HTTP1Channel, _ connections: Connections, _ queue: Queue.Continuation,
    _ logger: Logger
  ) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        connections.add(channel)
        channel.closeFuture.whenComplete { _ in connections.remove(channel) }
        return http.setup(channel: channel, logger: logger).map { _ = queue.yield($0) }
      }
      .bind(to: address).get()
  }

  /// Answers until it is cancelled, then closes all connections.
  package func run() async {
    // Not cancelled itself: every connection in the queue has to be taken out, or its writer traps.
    let serving = Task { await serve() }
    while (try? await Task.sleep(for: Self.heartbeatInterval)) != nil { hub.publish(EventText.heartbeat) }
    try? await channel.close()
    connections.closeAll()
    queue.finish()
    await serving.value
  }

  private func serve() async {
    await withDiscardingTaskGroup { group in
      for await connection in accepted {
        group.addTask { [http, logger] in await http.handle(value: connection, logger: logger) }
      }
    }
  }
}
