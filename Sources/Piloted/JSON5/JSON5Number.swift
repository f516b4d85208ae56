/// The numbers of JSON5.
enum JSON5Number {
  /// What a word means; absent where it is no number.
  static func value(_ word: String) -> Double? {
    let digits = word.first == "+" || word.first == "-" ? word.dropFirst() : word[...]
    return magnitude(digits).map { word.first == "-" ? -$0 : $0 }
  }

  private static func magnitude(_ digits: Substring) -> Double? {
    switch digits {
    case "Infinity": return .infinity
    case "NaN": return .nan
    case _ where digits.hasPrefix("0x") || digits.hasPrefix("0X"): return hexadecimal(digits.dropFirst(2))
    default: return decimal(digits)
    }
  }

  private static func hexadecimal(_ digits: Substring) -> Double? {
    digits.allSatisfy(\.isHexDigit) ? UInt64(digits, radix: 16).map { Double($0) } : nil
  }

  /// A point may stand first or last, but needs a digit at one side; a zero may not stand before other digits.
  private static func decimal(_ text: Substring) -> Double? {
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    let parts = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isDigits = parts.allSatisfy { $0.utf8.allSatisfy(\.isDigit) }
    guard let whole = parts.first, isDigits, mantissa.contains(where: { $0 != "." }),
      whole.count == 1 || whole.first != "0"
    else { return nil }
    let fraction = parts.count == 2 && !parts[1].isEmpty ? parts[1] : "0"
    return Double("\(whole.isEmpty ? "0" : whole).\(fraction)\(text.dropFirst(mantissa.count))")
  }
}
