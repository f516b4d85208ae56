internal import DNSWire

/// The text beside an Extended DNS Error (RFC 8914 section 2): a short reason in words for who looks at the answer.
enum ErrorText {
  case none
  case words(StaticString)
  /// Only `count` of `total` records are in the answer.
  case count(Int, of: Int)

  /// Octets of the longest text: what is kept free for it over TCP, where it is needed only once an answer turns out too large.
  static let maximumLength = 64

  /// What is answered is what the source said last.
  static let stale = words("the source is gone")
  /// No source has spoken about the service.
  static let notReady = words("no source can be asked")
  /// Who asks for addresses of instances whose address is a host name that nobody looks up.
  static let hostNames = words("instances have host names, see SRV")
  /// The same while these are looked up for the first time.
  static let awaitedHostNames = words("addresses of host names are being looked up")
  /// The same where that has failed.
  static let failedHostNames = words("addresses of host names cannot be looked up")
  /// Aliases lead to one another, or to too many.
  static let aliases = words("more aliases than are followed")

  /// Octets of the text.
  var length: Int {
    switch self {
    case .none: 0
    case .words(let words): words.utf8CodeUnitCount
    case .count(let count, let total): count.digits + Self.between.utf8CodeUnitCount + total.digits
    }
  }

  /// Writes the text.
  func write(with writer: inout MessageWriter, to output: inout MutableRawSpan) {
    switch self {
    case .none: break
    case .words(let words): writer.write(words, to: &output)
    case .count(let count, let total):
      writer.writeDecimal(count, to: &output)
      writer.write(Self.between, to: &output)
      writer.writeDecimal(total, to: &output)
    }
  }

  private static let between: StaticString = " of "
}

extension MessageWriter {
  /// Writes a text without its length.
  mutating func write(_ text: StaticString, to output: inout MutableRawSpan) {
    for offset in 0..<text.utf8CodeUnitCount {
      write(text.withUTF8Buffer { unsafe $0[offset] }, to: &output)  // offset is inside
    }
  }

  /// Writes a number that is not negative in decimal digits.
  mutating func writeDecimal(_ number: Int, to output: inout MutableRawSpan) {
    if number > 9 { writeDecimal(number / 10, to: &output) }
    write(UInt8(ascii: "0") + UInt8(number % 10), to: &output)
  }
}

extension Int {
  /// Decimal digits of a number that is not negative.
  var digits: Int { self > 9 ? 1 + (self / 10).digits : 1 }
}
