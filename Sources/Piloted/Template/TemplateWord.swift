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

/// Reads the numbers of a template: decimal, `0x` and with a fraction or an exponent, with a sign.
enum TemplateNumber {
  /// Steps over a number.
  static func read(_ scanner: inout OctetScanner) throws(TextError) -> TemplateToken.Kind {
    let start = scanner.offset
    let text = spelling(&scanner)
    let digits = text.drop { $0 == "+" || $0 == "-" }
    // Go takes a leading zero for an octal number: nobody means that.
    let isOctal = digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
    if !isOctal, let kind = integer(text, digits) ?? real(digits, isNegative: text.hasPrefix("-")) { return kind }
    throw TextError(start, "bad number '\(text)'")
  }

  /// Everything that could belong to a number, so that the whole of a bad one is shown.
  private static func spelling(_ scanner: inout OctetScanner) -> String {
    let start = scanner.offset
    while let next = scanner.next {
      let isSign = next == UInt8(ascii: "+") || next == UInt8(ascii: "-")
      let isExponent = scanner.offset > start && scanner.octets[scanner.offset - 1] & 0xDF == UInt8(ascii: "E")
      guard next.isWordCharacter || next == UInt8(ascii: ".") || isSign && (scanner.offset == start || isExponent)
      else {
        break
      }
      scanner.offset += 1
    }
    return String(decoding: scanner.octets[start..<scanner.offset], as: UTF8.self)
  }

  private static func integer(_ text: String, _ digits: Substring) -> TemplateToken.Kind? {
    guard digits.lowercased().hasPrefix("0x") else { return Int(text).map { .integer($0) } }
    let number = digits.dropFirst(2).allSatisfy(\.isHexDigit) ? Int(digits.dropFirst(2), radix: 16) : nil
    return number.map { .integer(text.hasPrefix("-") ? -$0 : $0) }
  }

  /// A number is real if it is written with a point or an exponent.
  private static func real(_ digits: Substring, isNegative: Bool) -> TemplateToken.Kind? {
    let isDecimal = digits.allSatisfy { $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }
    let text = digits.hasPrefix(".") ? "0\(digits)" : digits.hasSuffix(".") ? "\(digits)0" : String(digits)
    guard isDecimal, digits.contains(where: \.isNumber), digits.contains(where: { ".eE".contains($0) }),
      let number = Double(text), number.isFinite
    else {
      return nil
    }
    return .real(isNegative ? -number : number)
  }
}
