internal import LocalFiles

/// Reads JSON (RFC 8259) value by value and piece by piece, so that each mistake is known by its line and no tree is built of large
/// files, nor the whole text kept.
struct JSONReader {
  /// The string that was read last.
  private(set) var text: [UInt8] = []
  /// The line of the next octet, from 1.
  private(set) var line = 1
  private var piece: [UInt8]
  private var offset = 0
  private let more: (inout [UInt8]) throws(FileError) -> Void

  /// Reads a text of which `more` puts the next piece in the place of the last one, at the end nothing.
  init(_ more: @escaping (inout [UInt8]) throws(FileError) -> Void) { (piece, self.more) = ([], more) }

  /// The next octet that is no white space; absent at the end.
  mutating func peek() throws(JSONError) -> UInt8? {
    while let octet = try octet() {
      switch octet {
      case UInt8(ascii: "\n"): line += 1
      case 0x20, 0x09, 0x0D: break
      default: return octet
      }
      offset += 1
    }
    return nil
  }

  /// Steps over `octet` if it is next.
  mutating func take(_ octet: UInt8) throws(JSONError) -> Bool {
    guard try peek() == octet else { return false }
    offset += 1
    return true
  }

  /// Steps over a character.
  mutating func expect(_ octet: UInt8, _ what: @autoclosure () -> String) throws(JSONError) {
    guard try take(octet) else {
      throw error("expected '\(UnicodeScalar(octet))' \(what()), found \(found)")
    }
  }

  /// Reads a string into ``text``.
  mutating func string(_ what: @autoclosure () -> String) throws(JSONError) {
    guard try take(UInt8(ascii: "\"")) else { throw error("expected \(what()), a string; found \(found)") }
    text.removeAll(keepingCapacity: true)
    while try octet() != nil {
      let start = offset
      while offset < piece.count, Self.isPlain(piece[offset]) { offset += 1 }
      text += piece[start..<offset]
      guard offset < piece.count else { continue }
      offset += 1
      switch piece[offset - 1] {
      case UInt8(ascii: "\""): return try checkText()
      case UInt8(ascii: "\\"): try readEscape()
      default: throw error("a control character in a string")
      }
    }
    throw error("a string that does not end")
  }

  /// Reads a whole number that is not negative.
  mutating func unsigned(_ what: String) throws(JSONError) -> UInt64 {
    let expected = "expected \(what), a whole number of 0 to \(UInt64.max)"
    guard let first = try peek(), Self.isDigit(first) else { throw error("\(expected); found \(found)") }
    var number: UInt64 = 0
    while let digit = try octet(), Self.isDigit(digit) {
      let (product, isTooMuch) = number.multipliedReportingOverflow(by: 10)
      let (sum, isMore) = product.addingReportingOverflow(UInt64(digit - 0x30))
      guard !isTooMuch, !isMore else { throw error("\(expected); found a greater one") }
      guard first != 0x30 || sum == 0 else { throw error("\(expected); found a zero in front of it") }
      number = sum
      offset += 1
    }
    if let next = try octet(), ".eE".utf8.contains(next) { throw error("\(expected); found \(found)") }
    return number
  }

  /// The next octet; absent at the end.
  mutating func octet() throws(JSONError) -> UInt8? {
    if offset == piece.count {
      offset = 0
      do throws(FileError) { try more(&piece) } catch { throw JSONError(line: nil, message: error.reason) }
    }
    return offset < piece.count ? piece[offset] : nil
  }

  /// Steps over the next octet.
  mutating func skip() { offset += 1 }

  /// Appends to ``text``.
  mutating func append(_ character: String) { text += character.utf8 }

  /// An error on the present line.
  func error(_ message: String) -> JSONError { JSONError(line: line, message: message) }

  /// What stands next, for a message.
  var found: String {
    guard offset < piece.count else { return "the end of the file" }
    return "'\(String(decoding: piece[offset...].prefix(1), as: UTF8.self))'"
  }

  private func checkText() throws(JSONError) {
    guard text.allSatisfy({ $0 < 0x80 }) || String(validating: text, as: UTF8.self) != nil else {
      throw error("a string that is not UTF-8")
    }
  }

  private static func isPlain(_ octet: UInt8) -> Bool {
    octet >= 0x20 && octet != UInt8(ascii: "\"") && octet != UInt8(ascii: "\\")
  }

  private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
}

/// Why a text is not the JSON that was expected.
struct JSONError: Error, Equatable {
  /// Absent where the text could not be read.
  let line: Int?
  let message: String
}
