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
