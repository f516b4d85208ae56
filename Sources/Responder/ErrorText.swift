/// The text "n of m" beside an Extended DNS Error (RFC 8914 section 2), without allocation.
struct ErrorText {
  private var octets = InlineArray<24, UInt8>(repeating: 0)
  private var length = 0

  /// Octets of the longest text: two numbers of up to ten digits and what stands between them.
  static let maximumLength = 24

  /// No text.
  init() {}

  /// That `count` of `total` records are in the answer.
  init(_ count: Int, of total: Int) {
    append(count)
    append(UInt8(ascii: " "))
    append(UInt8(ascii: "o"))
    append(UInt8(ascii: "f"))
    append(UInt8(ascii: " "))
    append(total)
  }

  func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    body(unsafe octets.span.bytes.extracting(0..<length))  // octets have no padding
  }

  private mutating func append(_ octet: UInt8) {
    octets[length] = octet
    length += 1
  }

  private mutating func append(_ number: Int) {
    let number = min(number, 9_999_999_999)
    if number > 9 { append(number / 10) }
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
