/// Reads JSON5 (and so JSON) as ContainerPilot 3 does, into a tree that knows the place of each value.
struct JSON5Reader {
  var scanner: OctetScanner
  private var depth = 0

  /// Deeper values are no configuration, and each level takes some of the stack.
  static let maximumDepth = 64

  /// The value of a text, which is UTF-8.
  ///
  /// - Throws: ``TextError`` with the place of the first mistake; what comes behind it can't be known.
  static func value(_ octets: [UInt8]) throws(TextError) -> JSON5Value {
    var reader = JSON5Reader(scanner: OctetScanner(octets))
    guard !reader.scanner.starts(with: "\u{FEFF}") else { throw reader.error("a byte order mark; remove it") }
    let value = try reader.value("an object")
    guard try reader.peek() == nil else {
      throw reader.error("expected the end of the text, found \(reader.scanner.found)")
    }
    return value
  }

  /// Reads any value; `what` it is said to be in messages.
  private mutating func value(_ what: String) throws(TextError) -> JSON5Value {
    let next = try peek()
    let offset = scanner.offset
    let content: JSON5Value.Content =
      switch next {
      case UInt8(ascii: "{"): try nested { reader throws(TextError) in .object(try reader.members()) }
      case UInt8(ascii: "["): try nested { reader throws(TextError) in .array(try reader.elements()) }
      case UInt8(ascii: "\""), UInt8(ascii: "'"): .text(try string())
      default: try word(what)
      }
    return JSON5Value(content: content, offset: offset)
  }

  private mutating func nested(
    _ read: (inout JSON5Reader) throws(TextError) -> JSON5Value.Content
  ) throws(TextError) -> JSON5Value.Content {
    guard depth < Self.maximumDepth else { throw error("more than \(depth) values in one another") }
    depth += 1
    defer { depth -= 1 }
    scanner.offset += 1
    return try read(&self)
  }

  /// Reads the members of an object behind its brace; of two with one key the last counts.
  private mutating func members() throws(TextError) -> [String: JSON5Member] {
    var members: [String: JSON5Member] = [:]
    while try !take("}") {
      let (keyOffset, key) = (scanner.offset, try key())
      guard try take(":") else { throw error("expected ':' behind the key \"\(key)\", found \(scanner.found)") }
      members[key] = JSON5Member(keyOffset: keyOffset, value: try value("the value of \"\(key)\""))
      try separate("}", "a member of an object")
    }
    return members
  }

  private mutating func elements() throws(TextError) -> [JSON5Value] {
    var elements: [JSON5Value] = []
    while try !take("]") {
      elements.append(try value("an element of an array"))
      try separate("]", "an element of an array")
    }
    return elements
  }

  /// Steps over the comma behind a member or element, which only the last may do without.
  private mutating func separate(_ end: String, _ what: String) throws(TextError) {
    if try take(",") { return }
    guard scanner.starts(with: end) else {
      throw error("expected ',' or '\(end)' behind \(what), found \(scanner.found)")
    }
  }

  /// Reads a key, with quotes or without.
  private mutating func key() throws(TextError) -> String {
    switch scanner.next {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string()
    case let next? where next.isKeyCharacter && !next.isDigit: return scanner.takeAll(where: \.isKeyCharacter)
    default: throw error("expected a key or '}', found \(scanner.found)")
    }
  }

  /// Octets of the longest word that a message repeats.
  private static let longestShownWord = 12

  /// Reads null, a truth value or a number.
  private mutating func word(_ what: String) throws(TextError) -> JSON5Value.Content {
    let start = scanner.offset
    let found = scanner.found
    let word = scanner.takeAll { $0.isKeyCharacter || ".+-".utf8.contains($0) }
    switch word {
    case "null": return .null
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "": throw TextError(start, "expected \(what), found \(found)")
    default:
      guard let number = JSON5Number.value(word) else {
        // A long word may be a token that lacks its quotes, and messages go into logs.
        let shown = word.utf8.count <= Self.longestShownWord ? "'\(word)'" : "a word that lacks its quotes"
        throw TextError(start, "expected \(what), found \(shown)")
      }
      return .number(number)
    }
  }

  // MARK: Steps

  /// The next octet that is neither white space nor part of a comment; absent at the end.
  mutating func peek() throws(TextError) -> UInt8? {
    while true {
      _ = scanner.takeAll { $0.isSpace || $0 == 0x0B || $0 == 0x0C }
      if ["\u{A0}", "\u{2028}", "\u{2029}"].contains(where: { scanner.take($0) }) { continue }
      guard try skipComment() else { return scanner.next }
    }
  }

  private mutating func skipComment() throws(TextError) -> Bool {
    let start = scanner.offset
    if scanner.take("//") {
      _ = scanner.takeAll { $0 != UInt8(ascii: "\n") }
      return true
    }
    guard scanner.take("/*") else { return false }
    guard scanner.skip(to: "*/") else { throw TextError(start, "a comment that does not end") }
    return scanner.take("*/")
  }

  private mutating func take(_ text: String) throws(TextError) -> Bool {
    _ = try peek()
    return scanner.take(text)
  }

  /// An error at the next octet.
  func error(_ message: String) -> TextError { TextError(scanner.offset, message) }
}

extension UInt8 {
  /// Of a key without quotes: what JSON5 takes from ASCII. Others need quotes.
  fileprivate var isKeyCharacter: Bool { isWordCharacter || self == UInt8(ascii: "$") }
}
