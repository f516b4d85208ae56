/// One verb of a format: `%s`, `%v`, `%d`, `%x`, `%t`, `%q`, with width, precision and the flags `-` and `0`.
struct FormatVerb {
  /// The verb's letter.
  let letter: Character
  private let isLeft: Bool
  private let isZeroPadded: Bool
  private let width: Int
  private let precision: Int?

  /// As many columns as a verb may fill.
  private static let maximumWidth = 1000

  /// Reads what stands behind a percent sign.
  init(_ scanner: inout OctetScanner, _ call: TemplateCall) throws(TextError) {
    let flags = scanner.takeAll { "-0".utf8.contains($0) }
    isLeft = flags.contains("-")
    isZeroPadded = flags.contains("0") && !isLeft
    width = try Self.number(&scanner, call) ?? 0
    precision = scanner.take(".") ? try Self.number(&scanner, call) ?? 0 : nil
    guard let octet = scanner.next, "svdxtq".utf8.contains(octet) else {
      throw call.error("expected one of the verbs s, v, d, x, t and q behind '%', found \(scanner.found)")
    }
    scanner.offset += 1
    letter = Character(UnicodeScalar(octet))
  }

  private static func number(_ scanner: inout OctetScanner, _ call: TemplateCall) throws(TextError) -> Int? {
    let digits = scanner.takeAll(where: \.isDigit)
    if digits.isEmpty { return nil }
    guard let number = Int(digits), number <= maximumWidth else {
      throw call.error("a width or precision of more than \(maximumWidth)")
    }
    return number
  }

  /// The value as the verb writes it.
  func text(_ value: TemplateValue, _ call: TemplateCall) throws(TextError) -> String {
    guard let text = plain(value) else { throw call.error("%\(letter) does not fit \(value.kind)") }
    let missing = max(0, width - text.unicodeScalars.count)
    if isLeft { return text + String(repeating: " ", count: missing) }
    guard isZeroPadded else { return String(repeating: " ", count: missing) + text }
    let sign = text.hasPrefix("-") && letter != "s" ? "-" : ""
    return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
  }

  /// The value without its padding; absent where the verb is for others.
  private func plain(_ value: TemplateValue) -> String? {
    switch (letter, value) {
    case ("s", .text(let text)), ("v", .text(let text)): cut(text)
    case ("q", .text(let text)): Self.quoted(cut(text))
    case (_, .environment): nil
    case _ where precision != nil: nil
    case ("v", _), ("s", .list), ("d", .integer), ("t", .truth): value.text
    case ("x", .integer(let number)): String(number, radix: 16)
    default: nil
    }
  }

  private func cut(_ text: String) -> String {
    precision.map { String(String.UnicodeScalarView(text.unicodeScalars.prefix($0))) } ?? text
  }

  /// The text as a string of Go and, but for control characters, of JSON.
  private static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where scalar.value < 0x10: "\\x0" + String(scalar.value, radix: 16)
    case _ where scalar.value < 0x20 || scalar.value == 0x7F: "\\x" + String(scalar.value, radix: 16)
    default: String(scalar)
    }
  }
}
