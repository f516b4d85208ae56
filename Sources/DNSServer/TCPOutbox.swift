internal import NIOCore
internal import Responder

/// Answers over TCP that are sent together, each behind its length (RFC 7766 section 8): the system charges more for a write than most
/// answers cost, and so it does so once for all that one read has asked.
struct TCPOutbox {
  private static let lengthOctets = TCPConnection.lengthOctets
  /// Octets of the longest message.
  private static let maximumMessage = Int(UInt16.max)
  /// Room for two of the longest: a third makes none of them cheaper, and would be kept for each client that does not read.
  private static let size = 2 * (lengthOctets + maximumMessage)
  /// From so many octets on it is lent, not copied. Lent, it is kept as a whole for as long as the client does not read, so there has
  /// to be some sense in it.
  private static let lentLength = size / 4

  private var room = ByteBuffer(repeating: 0, count: size)
  private var length = 0
  private var isLent = false

  /// Whether it has no answer.
  var isEmpty: Bool { length == 0 }

  /// Whether there may be no room for another answer.
  var isFull: Bool { length + Self.lengthOctets + Self.maximumMessage > Self.size }

  /// Has the next answer written, if there is one; not where it is full.
  mutating func add(_ write: (inout MutableRawSpan) -> Responder.Outcome) -> Responder.Outcome {
    if isLent { renew() }
    let start = length + Self.lengthOctets
    let outcome = writeMessage(at: start, write)
    guard case .answer(let octets) = outcome else { return outcome }
    room.setInteger(UInt16(octets), at: length)
    length = start + octets
    return outcome
  }

  private mutating func writeMessage(
    at start: Int, _ write: (inout MutableRawSpan) -> Responder.Outcome
  ) -> Responder.Outcome {
    var octets = room.mutableReadableBytesSpan
    // Underscored until the standard library has settled its name.
    var message = octets._mutatingExtracting(start..<(start + Self.maximumMessage))
    return write(&message)
  }

  /// Takes the room back that was lent, or another one where the system has not taken all of it yet: what is in that is nobody's, and is
  /// written before it is sent.
  private mutating func renew() {
    room.clear(minimumCapacity: Self.size)
    room.moveWriterIndex(to: Self.size)
    isLent = false
  }

  /// The answers, if there are any; it is empty afterwards.
  mutating func take() -> ByteBuffer? {
    guard length > 0 else { return nil }
    defer { length = 0 }
    guard length >= Self.lentLength else { return ByteBuffer(bytes: room.readableBytesView.prefix(length)) }
    isLent = true
    return room.getSlice(at: 0, length: length)
  }
}
