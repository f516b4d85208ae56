internal import Glibc
internal import HostSystem
internal import NIOCore
internal import NIOSSL

/// Why an attempt came to nothing.
enum AttemptFailure: Equatable {
  /// The network or the upstream's side refused, in words for an operator.
  case refused(String)
  /// A connection brings nothing.
  case silent
  /// It ended with the connection of another attempt, which is told why.
  case lostWithOthers
  /// This host has no socket or port left: that says nothing of the upstream.
  case noRoom

  /// An end of a connection without an error.
  static let closed = AttemptFailure.refused("it closes the connection")

  /// What an error means.
  ///
  /// - Parameters:
  ///   - error: what happened.
  ///   - mayLackPort: whether an address that can't be had means that no port is left. It does for TCP over IPv4 alone: elsewhere it
  ///     means that this host has no such addresses at all.
  init(_ error: any Error, mayLackPort: Bool = false) {
    switch error {
    case let error as IOError where Self.ownErrors.contains(error.errnoCode): self = .noRoom
    case let error as IOError where error.errnoCode == EADDRNOTAVAIL && mayLackPort: self = .noRoom
    case let error as IOError: self = .refused(systemMessage(error.errnoCode))
    case ChannelError.connectTimeout: self = .refused("no connection within \(StreamConnector.connectTime.words)")
    case is CertificateName.Mismatch: self = .refused("TLS: its certificate is for another name")
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      self = .refused("TLS: its certificate is for another name or address")
    case NIOSSLError.handshakeFailed(let error): self = .refused("TLS: \(error)")
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .refused("TLS: \(error)")
    default: self = .refused("\(error)")
    }
  }

  /// Errors of this host alone.
  private static let ownErrors: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN]
}

extension TimeAmount {
  /// Such as `2 s`.
  fileprivate var words: String { "\(nanoseconds / 1_000_000_000) s" }
}
