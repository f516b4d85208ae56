internal import AsyncHTTPClient
internal import HostSystem
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Why an agent has given no answer, in words for an operator.
struct ConsulFailure: Error {
  let reason: String
}

extension ConsulFailure {
  /// What an error of the client means.
  init(_ error: any Error) {
    reason =
      switch error {
      case let error as IOError: systemMessage(error.errnoCode)
      case let error as NIOConnectionError: Self.reason(error)
      case let error as HTTPClientError: Self.reason(error)
      case HTTPParserError.invalidEOFState, ChannelError.ioOnClosedChannel, ChannelError.eof: Self.closed
      case is HTTPParserError, is NIOHTTPDecoderError: "an answer that is no HTTP"
      case is NIOTooManyBytesError: "an answer of more than \(ConsulClient.maximumBodyLength >> 20) MiB"
      case NIOSSLError.handshakeFailed(let error): Self.reason(ofTLS: "\(error)")
      case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: Self.reason(ofTLS: "\(error)")
      default: "\(error)"
      }
  }

  private static let closed = "the agent has closed the connection"

  /// Of several addresses that were tried the first one's error tells most.
  private static func reason(_ error: NIOConnectionError) -> String {
    if let first = error.connectionErrors.first?.error { return ConsulFailure(first).reason }
    return "no address of '\(error.host)' is known"
  }

  private static func reason(_ error: HTTPClientError) -> String {
    switch error {
    case .remoteConnectionClosed: closed
    case .connectTimeout: "no connection in time"
    case .getConnectionFromPoolTimeout: "all connections to the agent are taken"
    default: error.shortDescription.lowercased()
    }
  }

  /// What BoringSSL means by the name in its error, the cases an operator can mend.
  private static func reason(ofTLS text: String) -> String {
    let known = [
      ("CERTIFICATE_VERIFY_FAILED", "the server's certificate is not signed by a trusted authority, or out of date"),
      ("failedToValidateHostname", "the server's certificate is for another name"),
      ("unableToValidateCertificate", "the server's certificate is for another name"),
      ("CERTIFICATE_REQUIRED", "the server demands a client's certificate"),
      ("HANDSHAKE_FAILURE", "the server refuses the handshake; it may demand a client's certificate"),
      ("UNKNOWN_CA", "the server does not trust the authority of the client's certificate"),
      ("BAD_CERTIFICATE", "the server refuses the client's certificate"),
      ("WRONG_VERSION_NUMBER", "the port does not speak TLS"), ("HTTP_REQUEST", "the port does not speak TLS"),
    ]
    return "TLS: " + (known.first { text.contains($0.0) }?.1 ?? text)
  }
}
