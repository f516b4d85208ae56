/// The text of a zone file, made ready for libldns.
enum ZoneText {
  /// The text without byte order mark and carriage returns, which libldns would take for part of a name.
  ///
  /// - Throws: ``RecordError`` for what libldns reads over: a zero octet, and a parenthesis that is never closed.
  static func prepared(_ octets: [UInt8]) throws(RecordError) -> [UInt8] {
    if let zero = octets.firstIndex(of: 0) {
      let line = octets[..<zero].count { $0 == UInt8(ascii: "\n") } + 1
      throw RecordError(line: line, message: "expected text, found a zero octet")
    }
    let text = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? octets.dropFirst(3) : octets[...]
    let prepared = text.filter { $0 != UInt8(ascii: "\r") }
    if let line = unclosedParenthesis(prepared) {
      throw RecordError(line: line, message: "the parenthesis that opens here is never closed")
    }
    return prepared
  }

  private enum Place { case plain, escaped, quoted, quotedEscaped, comment }

  /// The line of a parenthesis that is still open at the end, RFC 1035 section 5.1; one in quotes, a comment or behind a
  /// backslash is none.
  private static func unclosedParenthesis(_ text: [UInt8]) -> Int? {
    var place = Place.plain
    var (line, openLine) = (1, Int?.none)
    for octet in text {
      let before = place
      place = next(place, octet)
      switch (octet, before) {
      case (UInt8(ascii: "\n"), _): line += 1
      case (UInt8(ascii: "("), .plain): openLine = openLine ?? line
      case (UInt8(ascii: ")"), .plain): openLine = nil
      default: break
      }
    }
    return openLine
  }

  private static func next(_ place: Place, _ octet: UInt8) -> Place {
    switch (place, octet) {
    case (.comment, UInt8(ascii: "\n")): .plain
    case (.comment, _): .comment
    case (.escaped, _): .plain
    case (.quotedEscaped, _): .quoted
    case (.plain, UInt8(ascii: "\\")): .escaped
    case (.plain, UInt8(ascii: "\"")): .quoted
    case (.plain, UInt8(ascii: ";")): .comment
    case (.quoted, UInt8(ascii: "\\")): .quotedEscaped
    case (.quoted, UInt8(ascii: "\"")): .plain
    default: place
    }
  }
}
