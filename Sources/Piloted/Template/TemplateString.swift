/// Reads the strings of a template: `"…"` with Go's escapes, and raw ones between back quotes.
enum TemplateString {
  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t", UInt8(ascii: "\\"): "\\",
    UInt8(ascii: "\""): "\"", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}",
    UInt8(ascii: "v"): "\u{B}",
  ]

  /// Steps over a string, and gives what it means.
  static func read(_ scanner: inout OctetScanner) throws(TextError) -> String {
    try scanner.next == UInt8(ascii: "`") ? raw(&scanner) : quoted(&scanner)
  }

  private static func raw(_ scanner: inout OctetScanner) throws(TextError) -> String {
    let start = scanner.offset
    scanner.offset += 1
    let text = scanner.takeAll { $0 != UInt8(ascii: "`") }
    guard scanner.take("`") else { throw TextError(start, "a raw string that does not end: expected '`'") }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" }))
  }

  private static func quoted(_ scanner: inout OctetScanner) throws(TextError) -> String {
    let start = scanner.offset
    scanner.offset += 1
    var text = ""
    while true {
      text += scanner.takeAll { !"\"\\\n".utf8.contains($0) }
      if scanner.take("\"") { return text }
      guard scanner.take("\\"), !scanner.isAtEnd else {
        throw TextError(start, "a string that does not end on its line: expected '\"'")
      }
      text += try escape(&scanner)
    }
  }

  /// Reads what stands behind a backslash.
  private static func escape(_ scanner: inout OctetScanner) throws(TextError) -> String {
    let start = scanner.offset - 1
    if let text = scanner.next.flatMap({ escapes[$0] }) {
      scanner.offset += 1
      return text
    }
    let digits = scanner.take("x") ? 2 : scanner.take("u") ? 4 : scanner.take("U") ? 8 : 0
    guard digits > 0 else { throw TextError(start, "unknown escape '\\' and \(scanner.found) in a string") }
    let number = try scanner.codePoint(digits: digits)
    // `\x` stands for an octet, of which only those of ASCII are characters.
    guard let scalar = Unicode.Scalar(number), digits > 2 || scalar.isASCII else {
      throw TextError(start, "an escape that is no character")
    }
    return String(scalar)
  }
}
