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

  /// The longest time, in milliseconds: it is read back as a signed number.
  private static let maximumTime = UInt64(Int64.max)

  /// Writes a time in whole milliseconds; one below zero, which no age is, as zero.
  mutating func write(_ duration: Duration) {
    let (seconds, attoseconds) = max(duration, .zero).components
    // A quotient of two durations would be a floating-point number, and a millisecond less at times.
    let whole = UInt64(min(seconds, Int64.max / 1000)) * 1000
    write(min(whole + UInt64(attoseconds / 1_000_000_000_000_000), Self.maximumTime))
  }
}
