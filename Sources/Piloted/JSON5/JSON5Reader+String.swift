extension JSON5Reader {
  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r",
    UInt8(ascii: "t"): "\t", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "0"): "\0",
  ]

  /// Reads a string between quotes of either kind, which ends on its line unless a backslash stands before the line's end.
  mutating func string() throws(TextError) -> String {
    let (start, quote) = (scanner.offset, scanner.next)
    scanner.offset += 1
    var text = ""
    while true {
      text += scanner.takeAll { $0 != quote && !"\\\n\r".utf8.contains($0) }
      switch scanner.next {
      case quote?:
        scanner.offset += 1
        return text
      case UInt8(ascii: "\\"): text += try escape()
      case nil: throw TextError(start, "a string that does not end")
      default: throw error("a string that does not end on its line")
      }
    }
  }

  /// Reads a backslash and what it stands for with the characters behind it.
  private mutating func escape() throws(TextError) -> String {
    let start = scanner.offset
    scanner.offset += 1
    if ["\r\n", "\n", "\r", "\u{2028}", "\u{2029}"].contains(where: { scanner.take($0) }) { return "" }
    if scanner.take("x") { return String(UnicodeScalar(UInt8(truncatingIfNeeded: try scanner.codePoint(digits: 2)))) }
    if scanner.take("u") { return try unicode(start) }
    guard let octet = scanner.next, octet != UInt8(ascii: "0") || scanner.octet(1)?.isDigit != true,
      !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains(octet)
    else { throw TextError(start, "an unknown escape in a string") }
    // Any other character stands for itself; the octets behind its first are read as text.
    guard octet < 0x80 else { return "" }
    scanner.offset += 1
    return Self.escapes[octet] ?? String(UnicodeScalar(octet))
  }

  /// Reads the digits behind `\u`, and the second half of a pair.
  private mutating func unicode(_ start: Int) throws(TextError) -> String {
    var units = [UInt16(truncatingIfNeeded: try scanner.codePoint(digits: 4))]
    if UTF16.isLeadSurrogate(units[0]), scanner.take("\\u") {
      units.append(UInt16(truncatingIfNeeded: try scanner.codePoint(digits: 4)))
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw TextError(start, "half a surrogate pair in a string")
    }
    return text
  }
}
