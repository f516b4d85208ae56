internal import NIOCore
internal import Responder

/// Answers over TCP that are sent together, each behind its length (RFC 1035 section 4.2.2): what the system charges for a write is more
/// than most answers cost, and is charged once for all that one read has asked.
struct TCPOutbox {
  /// With so many octets it is sent, and further answers are for the next write: large ones go nearly one by one, so that little is kept
  /// for a client that does not read.
  static let fullLength = 1 << 16
  /// Octets of the length in front of a message.
  private static let lengthOctets = 2
  /// Octets of the longest message.
  private static let maximumMessage = 65_535

  private var room = [UInt8](repeating: 0, count: fullLength + lengthOctets + maximumMessage)
  private var length = 0

  /// Whether it is to be sent before the next answer.
  var isFull: Bool { length >= Self.fullLength }

  /// Has the next answer written, if there is one.
  mutating func add(_ write: (inout MutableRawSpan) -> Responder.Outcome) -> Responder.Outcome {
    let start = length + Self.lengthOctets
    let outcome = writeMessage(at: start, write)
    guard case .answer(let octets) = outcome else { return outcome }
    (room[start - 2], room[start - 1]) = (UInt8(octets >> 8), UInt8(octets & 0xFF))
    length = start + octets
    return outcome
  }

  private mutating func writeMessage(
    at start: Int, _ write: (inout MutableRawSpan) -> Responder.Outcome
  ) -> Responder.Outcome {
    var span = room.mutableSpan
    var octets = unsafe span.mutableBytes  // octets have no padding
    var message = octets._mutatingExtracting(start..<(start + Self.maximumMessage))
    return write(&message)
  }

  /// The answers, if there are any; it is empty afterwards.
  mutating func take() -> ByteBuffer? {
    guard length > 0 else { return nil }
    defer { length = 0 }
    return ByteBuffer(bytes: room[..<length])
  }
}
