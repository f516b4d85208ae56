/// Cuts a template into tokens, by the rules of Go's `text/template/parse`.
struct TemplateLexer {
  private var scanner: OctetScanner
  private var tokens: [TemplateToken] = []
  private var isTrimmingNext = false

  /// The tokens of a text, ``TemplateToken/Kind/end`` as the last.
  static func tokens(_ octets: [UInt8]) throws(TextError) -> [TemplateToken] {
    var lexer = TemplateLexer(scanner: OctetScanner(octets))
    while !lexer.scanner.isAtEnd { try lexer.readPlain() }
    lexer.append(.end, at: octets.count)
    return lexer.tokens
  }

  /// Reads text up to an action, and the action.
  private mutating func readPlain() throws(TextError) {
    if isTrimmingNext { _ = scanner.takeAll(where: \.isSpace) }
    let start = scanner.offset
    let isFollowed = scanner.skip(to: "{{")
    var range = start..<scanner.offset
    let open = scanner.offset
    guard isFollowed else { return appendPlain(range) }
    scanner.offset += 2
    if scanner.next == UInt8(ascii: "-"), scanner.octet(1)?.isSpace == true {
      scanner.offset += 2
      while let last = range.last, scanner.octets[last].isSpace { range.removeLast() }
    }
    appendPlain(range)
    try scanner.starts(with: "/*") ? skipComment(open) : readAction(open)
  }

  private mutating func appendPlain(_ range: Range<Int>) {
    if !range.isEmpty { append(.plain(range), at: range.lowerBound) }
  }

  private mutating func skipComment(_ open: Int) throws(TextError) {
    scanner.offset += 2
    guard scanner.skip(to: "*/") else { throw TextError(open, "a comment that does not end") }
    scanner.offset += 2
    let end = scanner
    let isSpaced = !scanner.takeAll(where: \.isSpace).isEmpty
    guard takeClose(isSpaced: isSpaced), isTrimmingNext || !isSpaced else {
      throw TextError(end.offset, "expected '}}' or ' -}}' behind a comment, found \(end.found)")
    }
  }

  private mutating func readAction(_ open: Int) throws(TextError) {
    append(.open, at: open)
    while true {
      let isSpaced = !scanner.takeAll(where: \.isSpace).isEmpty
      let start = scanner.offset
      if takeClose(isSpaced: isSpaced) { return append(.close, at: start) }
      guard !scanner.isAtEnd else { throw TextError(open, "an action that does not end: expected '}}'") }
      append(try TemplateWord.read(&scanner), at: start, isSpaced: isSpaced)
    }
  }

  /// Steps over `}}`, or over `-}}` behind white space, which also removes the white space behind it.
  private mutating func takeClose(isSpaced: Bool) -> Bool {
    isTrimmingNext = isSpaced && scanner.take("-}}")
    return isTrimmingNext || scanner.take("}}")
  }

  private mutating func append(_ kind: TemplateToken.Kind, at offset: Int, isSpaced: Bool = false) {
    tokens.append(TemplateToken(kind: kind, offset: offset, isSpaced: isSpaced))
  }
}

extension Range<Int> {
  fileprivate mutating func removeLast() { self = lowerBound..<(upperBound - 1) }
}
