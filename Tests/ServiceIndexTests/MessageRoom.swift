import DNSWire
import Testing

/// A message with octets of an owner, then room.
struct MessageRoom {
  /// Octets behind the room, which stay as they are: more than are written at once.
  private static let behind = 128

  let owner: Range<Int>
  let octets: [UInt8]
  /// Where the room begins.
  var start: Int { owner.upperBound + 4 }

  init(ownerLength: Int, room: Int) {
    owner = 12..<(12 + ownerLength)
    let head = (0..<(12 + ownerLength + 4)).map { UInt8($0 & 0xFF) }
    octets = head + [UInt8](repeating: 0xEE, count: room + Self.behind)
  }

  /// What `body` writes into the room, of which the last `kept` octets are beyond the limit; the room's neighbours stay.
  func written<Result>(
    keeping kept: Int = 0, _ body: (inout MessageWriter, inout MutableRawSpan) -> Result
  ) -> (result: Result, octets: [UInt8]) {
    var copy = octets
    let end = octets.count - Self.behind
    var writer = MessageWriter(offset: start, limit: end - kept)
    let result = unsafe copy.withUnsafeMutableBytes { bytes in
      // Valid while the array is lent.
      var room = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: bytes[..<end]))
      return body(&writer, &room)
    }
    #expect(writer.offset <= end - kept && copy[..<start] == octets[..<start] && copy[end...] == octets[end...])
    return (result, Array(copy[start..<writer.offset]))
  }
}
