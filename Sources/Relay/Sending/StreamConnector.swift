internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Makes connections over TCP and TLS.
final class StreamConnector {
  private let eventLoop: any EventLoop
  private let tls: TLSConfiguration
  /// Made once, when it is needed: it reads all of the system's authorities.
  private lazy var context = Result { try NIOSSLContext(configuration: configuration) }

  /// An attempt to connect takes no longer: then there is time to ask another upstream.
  static let connectTime = TimeAmount.seconds(2)

  /// A connection on which what was sent reaches nobody this long has ended (TCP_USER_TIMEOUT of tcp(7)): then there is time for a new
  /// one. An upstream that is merely slow acknowledges what it gets.
  static let lostTime = TimeAmount.seconds(2)

  init(_ tls: TLSConfiguration, on eventLoop: any EventLoop) {
    (self.tls, self.eventLoop) = (tls, eventLoop)
  }

  /// Gets ready for TLS.
  ///
  /// - Throws: ``NoTLS`` where that can't be, as without any authorities.
  func prepareTLS() throws(NoTLS) {
    if case .failure(let error) = context { throw NoTLS(reason: "\(error)") }
  }

  /// Connects; the handler hears what becomes of it.
  func connect(to upstream: Upstream, _ handler: ConnectionHandler) {
    do {
      let handlers = try tlsHandler(upstream).map { [$0, handler] } ?? [handler]
      let bound = NIOLoopBound(handlers, eventLoop: eventLoop)
      ClientBootstrap(group: eventLoop)
        .connectTimeout(Self.connectTime)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelOption(.tcpOption(.lostTime), value: Int(Self.lostTime.nanoseconds / 1_000_000))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandlers(bound.value) }
        }
        .connect(to: upstream.address)
        .assumeIsolated().whenFailure {
          handler.fail(AttemptFailure($0, mayLackPort: upstream.address.protocol == .inet))
        }
    } catch {
      eventLoop.assumeIsolated().execute { handler.fail(AttemptFailure(error)) }
    }
  }

  /// The certificate has to be for the upstream's name, or for its address where it has none.
  private func tlsHandler(_ upstream: Upstream) throws -> (any ChannelHandler)? {
    guard case .tls(let serverName) = upstream.transport else { return nil }
    let context = try context.get()
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

extension NIOBSDSocket.Option {
  /// In milliseconds.
  fileprivate static let lostTime = Self(rawValue: TCP_USER_TIMEOUT)
}

/// Why no upstream can be asked over TLS.
package struct NoTLS: Error, CustomStringConvertible {
  let reason: String
  package var description: String { "upstreams can't be asked over TLS: \(reason)" }
}
