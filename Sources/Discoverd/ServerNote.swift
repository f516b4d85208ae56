internal import HostSystem
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// What a connection shows about the server behind it.
enum ServerNote: Sendable, Equatable {
  case isThere
  case isGone(reason: String)
  /// Nothing is connected any more, and nothing will be.
  case isOver
}

/// The system's words without the library's.
func closingReason(_ error: any Error) -> String {
  if let error = error as? IOError { return systemMessage(error.errnoCode) }
  if let error = error as? NIOConnectionError {
    return error.connectionErrors.first.map { closingReason($0.error) } ?? "the name \(error.host) has no address"
  }
  if case HTTPParserError.invalidEOFState = error { return "the connection was closed" }
  if error is HTTPParserError { return "expected HTTP" }
  return error is ChannelError ? "no connection within 5 seconds" : "\(error)"
}
