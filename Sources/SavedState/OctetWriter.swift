/// Writes numbers and texts one behind the other.
struct OctetWriter {
  private(set) var octets: [UInt8] = []

  /// Writes a number, seven bits an octet, the lowest first; the eighth says that more follow.
  mutating func write(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    octets.append(UInt8(rest))
  }

  /// Writes a count that is not negative.
  mutating func write(count: Int) { write(UInt64(count)) }

  /// Writes a text: its length in UTF-8, and that.
  mutating func write(_ text: String) {
    write(count: text.utf8.count)
    octets.append(contentsOf: text.utf8)
  }

  /// Writes a time in whole milliseconds; one below zero, which no age is, as zero.
  mutating func write(_ duration: Duration) {
    write(UInt64(max(duration, .zero) / .milliseconds(1)))
  }
}
