internal import Glibc
internal import HostSystem
internal import NIOCore
internal import NIOSSL

/// Why an attempt came to nothing.
enum AttemptFailure: Equatable {
  /// The network or the upstream's side refused, in words for an operator.
  case refused(String)
  /// This host has no socket or port left: that says nothing of the upstream.
  case noRoom

  /// An end of a connection without an error.
  static let closed = AttemptFailure.refused("it closes the connection")
  /// A connection that brings nothing.
  static let silent = AttemptFailure.refused("nothing comes on the connection")

  /// What an error means.
  init(_ error: any Error) {
    switch error {
    case let error as IOError where Self.ownErrors.contains(error.errnoCode): self = .noRoom
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
  private static let ownErrors: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN, EADDRNOTAVAIL]
}

extension TimeAmount {
  /// Such as `2 s`.
  fileprivate var words: String { "\(nanoseconds / 1_000_000_000) s" }
}
