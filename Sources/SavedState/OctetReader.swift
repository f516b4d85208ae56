/// Reads what an ``OctetWriter`` has written.
struct OctetReader {
  private let octets: [UInt8]
  private var offset: Int

  /// A reader of octets from `offset` on.
  init(_ octets: [UInt8], from offset: Int = 0) { (self.octets, self.offset) = (octets, offset) }

  var isAtEnd: Bool { offset == octets.count }

  /// Reads a number.
  mutating func number() throws(CacheError) -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while offset < octets.count, shift < 64 {
      let octet = octets[offset]
      offset += 1
      value |= UInt64(octet & 0x7F) << shift
      if octet & 0x80 == 0 { return value }
      shift += 7
    }
    throw .malformed
  }

  /// Reads a count of elements, each of which has an octet at least: so no count makes room for more than there is.
  mutating func count() throws(CacheError) -> Int {
    let count = try number()
    guard count <= UInt64(octets.count - offset) else { throw .malformed }
    return Int(count)
  }

  /// Reads a text.
  mutating func text() throws(CacheError) -> String {
    let length = try count()
    defer { offset += length }
    guard let text = String(validating: octets[offset..<offset + length], as: UTF8.self) else { throw .malformed }
    return text
  }

  /// Reads a time.
  mutating func duration() throws(CacheError) -> Duration {
    guard let milliseconds = Int64(exactly: try number()) else { throw .malformed }
    return .milliseconds(milliseconds)
  }

  /// Reads a number that has to fit into 16 bits.
  mutating func shortNumber() throws(CacheError) -> UInt16 {
    guard let number = UInt16(exactly: try number()) else { throw .malformed }
    return number
  }
}
