/// Parses RE2's syntax but for `\p`, `\C`, `\Q` and the flag `U`, which are refused, as is what RE2 does not have:
/// references back and looking around.
struct RegularExpressionParser {
  private let pattern: String
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0
  private var flags = Flags()
  /// The names of the groups; the whole match is group 0.
  private(set) var groupNames: [String?] = [nil]

  /// Deeper groups are nobody's expression, and each takes some of the stack.
  private static let maximumDepth = 64
  /// RE2's own bound of a repetition.
  private static let maximumRepetition = 1000

  /// What `(?…)` can turn on.
  private struct Flags {
    var ignoresCase = false
    var hasLines = false
    var dotTakesNewline = false
  }

  init(_ pattern: String) {
    self.pattern = pattern
    scalars = Array(pattern.unicodeScalars)
  }

  /// Parses all of the pattern.
  mutating func parse() throws(RegularExpressionError) -> RegularExpressionNode {
    let node = try alternatives()
    guard place == scalars.count else { throw error("')' without '('") }
    return node
  }

  private mutating func alternatives() throws(RegularExpressionError) -> RegularExpressionNode {
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(RegularExpressionError) -> RegularExpressionNode {
    var nodes: [RegularExpressionNode] = []
    while let next, next != "|", next != ")" { nodes.append(try repeated()) }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func repeated() throws(RegularExpressionError) -> RegularExpressionNode {
    let start = place
    let node = try atom()
    guard let (least, most) = try bounds() else { return node }
    if place == start { throw error("nothing to repeat") }
    let isGreedy = !take("?")
    if let next, next == "*" || next == "+" || next == "?" { throw error("a repetition of a repetition") }
    return .repetition(node, least: least, most: most, isGreedy: isGreedy)
  }

  /// Steps over `*`, `+`, `?` or `{n,m}`; as in RE2 other braces are characters.
  private mutating func bounds() throws(RegularExpressionError) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = place
    guard take("{"), let least = number() else { return rewind(to: start) }
    let isOpen = take(",")
    let most = isOpen ? number() : least
    guard take("}") else { return rewind(to: start) }
    guard least <= most ?? least, max(least, most ?? 0) <= Self.maximumRepetition else {
      throw error("a repetition that is not of 0 to \(Self.maximumRepetition) times")
    }
    return (least, most)
  }

  private mutating func rewind(to start: Int) -> (Int, Int?)? {
    place = start
    return nil
  }

  private mutating func number() -> Int? {
    var digits = ""
    while let next, ("0"..."9").contains(next), digits.count < 6 {
      digits.unicodeScalars.append(next)
      place += 1
    }
    return Int(digits)
  }

  private mutating func atom() throws(RegularExpressionError) -> RegularExpressionNode {
    let scalar = scalars[place]
    place += 1
    switch scalar {
    case "(": return try group()
    case "[": return .set(try bracketed())
    case "\\": return try escape()
    case ".": return .set(flags.dotTakesNewline ? ScalarSet(isNegated: true) : ScalarSet.newline.complement)
    case "^": return .assertion(flags.hasLines ? .lineStart : .textStart)
    case "$": return .assertion(flags.hasLines ? .lineEnd : .textEnd)
    case "*", "+", "?":
      place -= 1
      throw error("nothing to repeat")
    default: return .set(set(of: scalar))
    }
  }

  private func set(of scalar: Unicode.Scalar) -> ScalarSet {
    ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: flags.ignoresCase)
  }
}

// MARK: Groups

extension RegularExpressionParser {
  private mutating func group() throws(RegularExpressionError) -> RegularExpressionNode {
    let (outer, start) = (flags, place)
    var index: Int?
    if take("?") {
      if take("P<") || (next == "<" && !starts(with: "<=") && !starts(with: "<!") && take("<")) {
        index = addGroup(try groupName())
      } else if try readFlags() {
        return .empty
      }
    } else {
      index = addGroup(nil)
    }
    let node = try nested(from: start)
    flags = outer
    return index.map { .group(node, index: $0) } ?? node
  }

  private mutating func nested(from start: Int) throws(RegularExpressionError) -> RegularExpressionNode {
    guard depth < Self.maximumDepth else { throw error("more than \(depth) groups in one another") }
    depth += 1
    let node = try alternatives()
    depth -= 1
    if take(")") { return node }
    place = start - 1
    throw error("'(' without ')'")
  }

  private mutating func addGroup(_ name: String?) -> Int {
    groupNames.append(name)
    return groupNames.count - 1
  }

  private mutating func groupName() throws(RegularExpressionError) -> String {
    var name = ""
    while let next, ScalarSet.words.contains(next) {
      name.unicodeScalars.append(next)
      place += 1
    }
    guard !name.isEmpty, !groupNames.contains(name), take(">") else { throw error("expected a group's name and '>'") }
    return name
  }

  /// Steps over flags; whether they stand alone, and so hold for the rest of the group around them.
  private mutating func readFlags() throws(RegularExpressionError) -> Bool {
    var value = true
    while !take(":") {
      if take(")") { return true }
      if take("-"), value {
        value = false
      } else if take("i") {
        flags.ignoresCase = value
      } else if take("m") {
        flags.hasLines = value
      } else if take("s") {
        flags.dotTakesNewline = value
      } else {
        throw error("a group that is not supported")
      }
    }
    return false
  }
}

// MARK: Classes and escapes

extension RegularExpressionParser {
  private mutating func escape() throws(RegularExpressionError) -> RegularExpressionNode {
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
  private mutating func bracketed() throws(RegularExpressionError) -> ScalarSet {
    let start = place - 1
    var set = ScalarSet(isNegated: take("^"), ignoresCase: flags.ignoresCase)
    var isFirst = true
    while isFirst || !take("]") {
      isFirst = false
      guard next != nil else {
        place = start
        throw error("'[' without ']'")
      }
      set.ranges += try classMember()
    }
    return set
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

// MARK: Steps

extension RegularExpressionParser {
  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private func starts(with text: String) -> Bool { scalars[place...].starts(with: text.unicodeScalars) }

  private mutating func take(_ text: String) -> Bool {
    guard starts(with: text) else { return false }
    place += text.unicodeScalars.count
    return true
  }

  private func error(_ message: String) -> RegularExpressionError {
    RegularExpressionError(pattern: pattern, place: place + 1, message: message)
  }
}
