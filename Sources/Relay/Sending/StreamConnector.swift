internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Makes connections over TCP and TLS.
final class StreamConnector {
  private let eventLoop: any EventLoop
  private let tls: TLSConfiguration
  /// Made when the first upstream needs it: it reads all of the system's authorities.
  private var context: NIOSSLContext?

  /// An attempt to connect takes no longer: then there is time to ask another upstream.
  static let connectTime = TimeAmount.seconds(2)

  init(_ tls: TLSConfiguration, on eventLoop: any EventLoop) {
    (self.tls, self.eventLoop) = (tls, eventLoop)
  }

  /// Connects; the handler hears what becomes of it.
  func connect(to upstream: Upstream, _ handler: ConnectionHandler) {
    do {
      let handlers = try tlsHandler(upstream).map { [$0, handler] } ?? [handler]
      let bound = NIOLoopBound(handlers, eventLoop: eventLoop)
      ClientBootstrap(group: eventLoop)
        .connectTimeout(Self.connectTime)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandlers(bound.value) }
        }
        .connect(to: upstream.address)
        .assumeIsolated().whenFailure { handler.fail(AttemptFailure($0)) }
    } catch {
      eventLoop.assumeIsolated().execute { handler.fail(AttemptFailure(error)) }
    }
  }

  /// The certificate has to be for the upstream's name, or for its address where it has none.
  private func tlsHandler(_ upstream: Upstream) throws -> (any ChannelHandler)? {
    guard case .tls(let serverName) = upstream.transport else { return nil }
    let context = try self.context ?? NIOSSLContext(configuration: configuration)
    self.context = context
    guard let serverName else { return try NIOSSLClientHandler(context: context, serverHostname: nil) }
    return try NIOSSLClientHandler._makeSSLClientHandler(context: context, serverHostname: serverName) {
      let isNamed = CertificateName.isIn($0, serverName)
      return $1.eventLoop.makeCompletedFuture { if !isNamed { throw CertificateName.Mismatch() } }
    }
  }

  /// RFC 7858 section 3.2 and RFC 8310 section 5: verified, or not used at all.
  private var configuration: TLSConfiguration {
    var configuration = tls
    configuration.certificateVerification = .fullVerification
    configuration.minimumTLSVersion = .tlsv12
    configuration.shutdownTimeout = .seconds(1)
    return configuration
  }
}
