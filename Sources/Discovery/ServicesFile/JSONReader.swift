/// Reads JSON (RFC 8259) value by value, so that each mistake is known by its line and no tree is built of large files.
struct JSONReader {
  private let octets: [UInt8]
  private var offset = 0
  /// The line of the next octet, from 1.
  private(set) var line = 1

  init(_ octets: [UInt8]) { self.octets = octets }

  /// The next octet that is no white space; absent at the end.
  mutating func peek() -> UInt8? {
    while offset < octets.count {
      switch octets[offset] {
      case UInt8(ascii: "\n"):
        line += 1
        offset += 1
      case 0x20, 0x09, 0x0D: offset += 1
      default: return octets[offset]
      }
    }
    return nil
  }

  /// Steps over `character` if it is next.
  mutating func take(_ character: Character) -> Bool {
    guard let octet = character.asciiValue, peek() == octet else { return false }
    offset += 1
    return true
  }

  /// Steps over `character`.
  mutating func expect(_ character: Character, _ what: String) throws(JSONError) {
    guard take(character) else { throw error("expected '\(character)' \(what), found \(found)") }
  }

  /// Reads a string.
  mutating func string(_ what: String) throws(JSONError) -> String {
    guard take("\"") else { throw error("expected \(what), a string; found \(found)") }
    var text: [UInt8] = []
    while offset < octets.count {
      let octet = octets[offset]
      offset += 1
      switch octet {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw error("a string that is not UTF-8") }
        return string
      case UInt8(ascii: "\\"): text += try escape().utf8
      case 0..<0x20: throw error("a control character in a string")
      default: text.append(octet)
      }
    }
    throw error("a string that does not end")
  }

  /// Reads a whole number that is not negative.
  mutating func unsigned(_ what: String) throws(JSONError) -> UInt64 {
    _ = peek()
    let digits = octets[offset...].prefix { (0x30...0x39).contains($0) }
    let next = digits.endIndex < octets.count ? octets[digits.endIndex] : 0
    guard let number = UInt64(String(decoding: digits, as: UTF8.self)), !".eE".utf8.contains(next),
      digits.first != 0x30 || digits.count == 1
    else { throw error("expected \(what), a whole number of 0 to \(UInt64.max); found \(found)") }
    offset = digits.endIndex
    return number
  }

  /// An error on the present line.
  func error(_ message: String) -> JSONError { JSONError(line: line, message: message) }

  /// What stands next, for a message.
  var found: String {
    guard offset < octets.count else { return "the end of the file" }
    return "'\(String(decoding: octets[offset...].prefix(1), as: UTF8.self))'"
  }

  private mutating func escape() throws(JSONError) -> String {
    guard offset < octets.count else { throw error("a string that does not end") }
    defer { offset += 1 }
    switch octets[offset] {
    case UInt8(ascii: "u"): return try unicode()
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case let octet where "\"\\/".utf8.contains(octet): return String(UnicodeScalar(octet))
    default: throw error("an unknown escape in a string")
    }
  }

  /// Reads `u` and its four digits, and the second half of a surrogate pair; leaves the offset at the last digit.
  private mutating func unicode() throws(JSONError) -> String {
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), octets[(offset + 1)...].starts(with: "\\u".utf8) {
      offset += 2
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw error("half a surrogate pair in a string") }
    return text
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    let digits = octets[(offset + 1)...].prefix(4)
    guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16), digits.first != 0x2B
    else { throw error("expected four hexadecimal digits behind \\u") }
    offset += 4
    return unit
  }
}

/// Why a text is not the JSON that was expected.
struct JSONError: Error, Equatable {
  let line: Int
  let message: String
}
