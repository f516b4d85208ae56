internal import NIOCore

/// Cuts what a connection brings into messages, RFC 1035 section 4.2.2. A message's length has two octets, so that no more than
/// 65,535 are kept besides what came last.
struct MessageStream {
  private var inbox = ByteBuffer()

  /// Octets of the length in front of a message.
  static let lengthOctets = 2

  /// Takes in what came.
  mutating func append(_ octets: ByteBuffer) {
    if inbox.readableBytes == 0 { inbox.clear() }
    inbox.writeImmutableBuffer(octets)
  }

  /// The next whole message.
  mutating func next() -> [UInt8]? {
    guard let length = inbox.getInteger(at: inbox.readerIndex, as: UInt16.self),
      let message = inbox.getBytes(at: inbox.readerIndex + Self.lengthOctets, length: Int(length))
    else {
      inbox.discardReadBytes()
      return nil
    }
    inbox.moveReaderIndex(forwardBy: Self.lengthOctets + Int(length))
    return message
  }

  /// A message behind its length, in one piece (RFC 7766 section 8).
  static func framed(_ message: [UInt8]) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(lengthOctets + message.count)
    buffer.writeInteger(UInt16(message.count))
    buffer.writeBytes(message)
    return buffer
  }
}
