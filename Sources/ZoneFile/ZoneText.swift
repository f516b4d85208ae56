/// The text of a zone file, made ready for libldns.
enum ZoneText {
  /// The text without byte order mark and carriage returns, which libldns would take for part of a name.
  ///
  /// - Throws: ``RecordError`` for what libldns reads over: a zero octet, a parenthesis that is never closed, and a quote that is
  ///   not closed on its line, whose text would be all that follows.
  static func prepared(_ octets: [UInt8]) throws(RecordError) -> [UInt8] {
    if let zero = octets.firstIndex(of: 0) {
      let line = octets[..<zero].count { $0 == UInt8(ascii: "\n") } + 1
      throw RecordError(line: line, message: "expected text, found a zero octet")
    }
    let text = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? octets.dropFirst(3) : octets[...]
    let lines = Lines(text.filter { $0 != UInt8(ascii: "\r") })
    if let line = lines.unclosedParenthesis {
      throw RecordError(line: line, message: "the parenthesis that opens here is never closed")
    }
    if let line = lines.unclosedQuote {
      throw RecordError(line: line, message: "the quote that opens here is not closed on its line")
    }
    return lines.text
  }

  /// A text as it is gone through line by line.
  private struct Lines {
    private(set) var text: [UInt8] = []
    /// The line of a parenthesis that is still open at the end, RFC 1035 section 5.1; one in quotes, a comment or behind a
    /// backslash is none.
    private(set) var unclosedParenthesis: Int?
    /// The first line that ends within quotes.
    private(set) var unclosedQuote: Int?
    private var place = Place.plain

    init(_ octets: [UInt8]) {
      text.reserveCapacity(octets.count)
      for (index, line) in octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        let beginsRecord = place == .plain && unclosedParenthesis == nil
        text += beginsRecord ? ZoneFields(line).withTTLFirst : Array(line)
        text.append(UInt8(ascii: "\n"))
        for octet in line { take(octet, line: index + 1) }
        take(UInt8(ascii: "\n"), line: index + 1)
      }
      text.removeLast()
    }

    private mutating func take(_ octet: UInt8, line: Int) {
      switch (octet, place) {
      case (UInt8(ascii: "("), .plain): unclosedParenthesis = unclosedParenthesis ?? line
      case (UInt8(ascii: ")"), .plain): unclosedParenthesis = nil
      case (UInt8(ascii: "\n"), .quoted), (UInt8(ascii: "\n"), .quotedEscaped): unclosedQuote = unclosedQuote ?? line
      default: break
      }
      place = ZoneText.next(place, octet)
    }
  }

  /// What an octet stands in.
  enum Place { case plain, escaped, quoted, quotedEscaped, comment }

  /// What the octet behind one that stands in `place` stands in.
  static func next(_ place: Place, _ octet: UInt8) -> Place {
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
