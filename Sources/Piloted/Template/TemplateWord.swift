/// Reads one token inside an action.
enum TemplateWord {
  /// Steps over a token, which is neither white space nor the end of the action.
  static func read(_ scanner: inout OctetScanner) throws(TextError) -> TemplateToken.Kind {
    guard let octet = scanner.next else { throw TextError(scanner.offset, "expected an operand") }
    switch octet {
    case UInt8(ascii: "\""), UInt8(ascii: "`"): return .text(try TemplateString.read(&scanner))
    case UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39: return try TemplateNumber.read(&scanner)
    case UInt8(ascii: "."): return try dot(&scanner)
    case UInt8(ascii: "$"):
      scanner.offset += 1
      return .variable("$" + (try name(&scanner)))
    case _ where octet.isWordCharacter: return .word(try name(&scanner))
    default: return try mark(&scanner)
    }
  }

  /// A number that begins with its point, a field, or the dot alone.
  private static func dot(_ scanner: inout OctetScanner) throws(TextError) -> TemplateToken.Kind {
    if scanner.octet(1)?.isDigit == true { return try TemplateNumber.read(&scanner) }
    scanner.offset += 1
    let name = try name(&scanner)
    return name.isEmpty ? .dot : .field(name)
  }

  /// Reads a name; what may not follow one is refused, as in `.A-B`.
  private static func name(_ scanner: inout OctetScanner) throws(TextError) -> String {
    let name = scanner.takeAll(where: \.isWordCharacter)
    guard let next = scanner.next, !next.isSpace, !".,|:)(".utf8.contains(next), !scanner.starts(with: "}}") else {
      return name
    }
    throw badCharacter(scanner)
  }

  private static func mark(_ scanner: inout OctetScanner) throws(TextError) -> TemplateToken.Kind {
    for mark in ["|", "(", ")", ",", ":=", "="] where scanner.take(mark) { return .mark(mark) }
    throw badCharacter(scanner)
  }

  private static func badCharacter(_ scanner: OctetScanner) -> TextError {
    TextError(scanner.offset, "bad character \(scanner.found) in an action")
  }
}
