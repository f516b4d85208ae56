extension RegularExpressionParser {
  /// Parses an escape behind its backslash.
  mutating func escape() throws(RegularExpressionError) -> RegularExpressionNode {
    if let set = takeClass() { return .set(set) }
    if take("A") { return .assertion(.textStart) }
    if take("z") { return .assertion(.textEnd) }
    if take("b") { return .assertion(.wordBoundary) }
    if take("B") { return .assertion(.noWordBoundary) }
    return .set(set(of: try escapedScalar()))
  }

  /// Steps over the letter of `\d` and its like.
  private mutating func takeClass() -> ScalarSet? {
    if take("d") { return .digits }
    if take("s") { return .spaces }
    if take("w") { return .words }
    if take("D") { return ScalarSet.digits.complement }
    if take("S") { return ScalarSet.spaces.complement }
    return take("W") ? ScalarSet.words.complement : nil
  }

  private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
    "a": "\u{7}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{B}",
  ]

  private mutating func escapedScalar() throws(RegularExpressionError) -> Unicode.Scalar {
    guard let scalar = next else { throw error("a backslash at the end") }
    place += 1
    if let control = Self.controls[scalar] { return control }
    if scalar == "x" { return try hexadecimal() }
    guard scalar.isASCII, scalar == "_" || !ScalarSet.words.contains(scalar) else {
      place -= 1
      throw error("unknown escape '\\\(scalar)'")
    }
    return scalar
  }

  /// Reads the digits of `\x41` or `\x{41}`.
  private mutating func hexadecimal() throws(RegularExpressionError) -> Unicode.Scalar {
    let isBraced = take("{")
    var digits = ""
    while let next, next.properties.isASCIIHexDigit, digits.count < (isBraced ? 6 : 2) {
      digits.unicodeScalars.append(next)
      place += 1
    }
    let isComplete = isBraced ? take("}") : digits.count == 2
    guard isComplete, let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) else {
      throw error("expected hexadecimal digits of a character")
    }
    return scalar
  }

  /// Reads a class behind its opening bracket; a closing one that is first is a character.
  mutating func bracketed() throws(RegularExpressionError) -> ScalarSet {
    let start = place - 1
    let isNegated = take("^")
    var (ranges, isFirst): ([ClosedRange<UInt32>], Bool) = ([], true)
    while isFirst || !take("]") {
      isFirst = false
      guard next != nil else {
        place = start
        throw error("'[' without ']'")
      }
      ranges += try classMember()
    }
    return ScalarSet(ranges: ranges, isNegated: isNegated, ignoresCase: flags.ignoresCase)
  }

  private mutating func classMember() throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
    if take("[:") { return try namedClass() }
    if next == "\\" {
      place += 1
      if let set = takeClass() { return set.positiveRanges }
      place -= 1
    }
    let low = try classScalar()
    guard next == "-", place + 1 < scalars.count, scalars[place + 1] != "]", take("-") else {
      return [low.value...low.value]
    }
    let high = try classScalar()
    guard low <= high else { throw error("a range whose end comes before its start") }
    return [low.value...high.value]
  }

  private mutating func namedClass() throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
    let isNegated = take("^")
    for (name, set) in ScalarSet.named where take(name + ":]") {
      return isNegated ? set.complement.positiveRanges : set.ranges
    }
    throw error("expected a class such as [:alpha:]")
  }

  private mutating func classScalar() throws(RegularExpressionError) -> Unicode.Scalar {
    if take("\\") { return try escapedScalar() }
    guard let scalar = next else { throw error("'[' without ']'") }
    place += 1
    return scalar
  }
}
