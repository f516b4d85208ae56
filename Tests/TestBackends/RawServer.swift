import HostSystem
package import NIOCore
import NIOPosix
package import NIOSSL

/// What a client asked, as it came.
package struct SeenRequest: Sendable {
  /// Its head.
  package let text: String

  /// A request with this head.
  package init(text: String) { self.text = text }

  /// The request line's target.
  package var target: String { text.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

  /// A header's value.
  package func header(_ name: String) -> String? {
    let start = name.lowercased() + ": "
    return text.split(separator: "\r\n").first { $0.lowercased().hasPrefix(start) }.map {
      String($0.dropFirst(start.count))
    }
  }

  /// The parameters, still encoded, those without a value with an empty one.
  package var parameters: [String: String] {
    let pairs = target.split(separator: "?").dropFirst().first?.split(separator: "&") ?? []
    return Dictionary(
      pairs.map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }, uniquingKeysWith: { $1 })
  }
}

/// A server on loopback, or on a unix socket, that hands over each connection and each head of a request; the answers are octets.
package final class RawServer: Sendable {
  /// What answers a request.
  package typealias Answering = @Sendable (SeenRequest, any Channel) -> Void
  private let listener: any Channel
  private let clients: Clients

  /// A server that calls `accept` for each connection, which it turns down by saying false, and `answer` for each request.
  package init(
    socket path: String? = nil, host: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil,
    accept: @escaping @Sendable (any Channel) -> Bool = { _ in true }, answer: @escaping Answering
  ) async throws {
    let clients = Clients()
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { client in
        client.eventLoop.makeCompletedFuture {
          clients.add(client)
          if let tls { try client.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
          try client.pipeline.syncOperations.addHandler(Heads(accept, answer))
        }
      }
    self.clients = clients
    listener =
      if let path { try await bootstrap.bind(unixDomainSocketPath: path).get() } else {
        try await bootstrap.bind(host: host, port: port).get()
      }
  }

  /// Where it listens.
  package var port: Int { listener.localAddress?.port ?? 0 }

  /// How many connections there are.
  package var connections: Int { clients.all.count }

  /// Closes every connection, without a word.
  package func dropConnections() async { for client in clients.all { try? await client.close() } }

  /// Stops listening and closes every connection.
  package func stop() async throws {
    try await listener.close()
    await dropConnections()
  }
}

/// The connections of a server.
private final class Clients: Sendable {
  private let channels = Guarded<[ObjectIdentifier: any Channel]>([:])

  var all: [any Channel] { channels.withLock { Array($0.values) } }

  func add(_ channel: any Channel) {
    channels.withLock { $0[ObjectIdentifier(channel)] = channel }
    channel.closeFuture.whenComplete { [self] _ in channels.withLock { $0[ObjectIdentifier(channel)] = nil } }
  }
}

/// Cuts what comes into the heads of requests, which have no bodies.
private final class Heads: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let accept: @Sendable (any Channel) -> Bool
  private let answer: RawServer.Answering
  private var text = ""
  private var isAccepted = false

  init(_ accept: @escaping @Sendable (any Channel) -> Bool, _ answer: @escaping RawServer.Answering) {
    (self.accept, self.answer) = (accept, answer)
  }

  func channelActive(context: ChannelHandlerContext) { isAccepted = accept(context.channel) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isAccepted else { return }
    text += String(buffer: unwrapInboundIn(data))
    while let head = text.firstRange(of: "\r\n\r\n") {
      answer(SeenRequest(text: String(text[..<head.upperBound])), context.channel)
      text = String(text[head.upperBound...])
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension Channel {
  /// Writes octets.
  package func say(_ octets: some Sequence<UInt8>) { writeAndFlush(ByteBuffer(bytes: octets), promise: nil) }
}
