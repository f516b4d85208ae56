/// Escapes in strings, RFC 8259 section 7.
extension JSONReader {
  /// Reads what follows a backslash and appends the character it stands for.
  mutating func readEscape() throws(JSONError) {
    guard let octet = try octet() else { throw error("a string that does not end") }
    skip()
    switch octet {
    case UInt8(ascii: "u"): append(try unicode())
    case UInt8(ascii: "n"): append("\n")
    case UInt8(ascii: "t"): append("\t")
    case UInt8(ascii: "r"): append("\r")
    case UInt8(ascii: "b"): append("\u{8}")
    case UInt8(ascii: "f"): append("\u{C}")
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(String(UnicodeScalar(octet)))
    default: throw error("an unknown escape in a string")
    }
  }

  /// Reads the four digits behind `\u`, and the second half of a surrogate pair.
  private mutating func unicode() throws(JSONError) -> String {
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard try skip(if: "\\"), try skip(if: "u") else { throw halfPair }
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw halfPair }
    return text
  }

  private var halfPair: JSONError { error("half a surrogate pair in a string") }

  private mutating func skip(if character: Character) throws(JSONError) -> Bool {
    guard try octet() == character.asciiValue else { return false }
    skip()
    return true
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let octet = try octet(), let digit = Character(UnicodeScalar(octet)).hexDigitValue, octet < 0x80 else {
        throw error("expected four hexadecimal digits behind \\u")
      }
      unit = unit << 4 | UInt16(digit)
      skip()
    }
    return unit
  }
}
