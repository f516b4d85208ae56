/// A position in a text of which each step is known by its offset; the text is UTF-8.
struct OctetScanner {
  let octets: [UInt8]
  var offset = 0

  init(_ octets: [UInt8]) { self.octets = octets }

  var isAtEnd: Bool { offset >= octets.count }

  /// The next octet; absent at the end.
  var next: UInt8? { octet(0) }

  /// The octet that many places behind the next one.
  func octet(_ distance: Int) -> UInt8? {
    octets.indices.contains(offset + distance) ? octets[offset + distance] : nil
  }

  /// Whether `text` is next.
  func starts(with text: String) -> Bool { octets[offset...].starts(with: text.utf8) }

  /// Steps over `text` if it is next.
  mutating func take(_ text: String) -> Bool {
    guard starts(with: text) else { return false }
    offset += text.utf8.count
    return true
  }

  /// Steps over the octets that fit, and gives them as text.
  mutating func takeAll(where fits: (UInt8) -> Bool) -> String {
    let taken = octets[offset...].prefix(while: fits)
    offset = taken.endIndex
    return String(decoding: taken, as: UTF8.self)
  }

  /// Steps to the next place of `text`; to the end, and false, where there is none.
  mutating func skip(to text: String) -> Bool {
    while !isAtEnd {
      if starts(with: text) { return true }
      offset += 1
    }
    return false
  }

  /// Steps over the hexadecimal digits of a character's escape.
  mutating func codePoint(digits: Int) throws(TextError) -> UInt32 {
    let text = octets[offset...].prefix(digits)
    guard text.count == digits, text.allSatisfy(\.isHexadecimalDigit),
      let number = UInt32(String(decoding: text, as: UTF8.self), radix: 16)
    else { throw TextError(offset, "expected \(digits) hexadecimal digits, found \(found)") }
    offset += digits
    return number
  }

  /// What stands next, for a message.
  var found: String {
    let text = String(decoding: octets[min(offset, octets.count)...].prefix(4), as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return "the end of the text" }
    return scalar.described
  }
}

extension Unicode.Scalar {
  /// The character in quotes, or its number where it can't be seen.
  var described: String {
    let isVisible = properties.generalCategory != .control && properties.generalCategory != .format && value != 0x20
    return isVisible ? "'\(self)'" : "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
  }

  private var hexadecimal: String { String(value, radix: 16, uppercase: true) }
}

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isHexadecimalDigit: Bool { isDigit || (0x41...0x46).contains(self & 0xDF) }
  /// Of a name of Go's or JSON5's: a letter of ASCII, a digit or `_`.
  var isWordCharacter: Bool { isDigit || (0x41...0x5A).contains(self & 0xDF) || self == UInt8(ascii: "_") }
  var isSpace: Bool { self == 0x20 || (0x09...0x0A).contains(self) || self == 0x0D }
}
