/// Parses RE2's syntax but for `\p`, `\C`, `\Q` and the flag `U`, which are refused, as is what RE2 does not have:
/// references back and looking around.
struct RegularExpressionParser {
  let pattern: String
  let scalars: [Unicode.Scalar]
  var place = 0
  var depth = 0
  var flags = Flags()
  /// The names of the groups; the whole match is group 0.
  var groupNames: [String?] = [nil]

  /// Deeper groups are nobody's expression, and each takes some of the stack.
  static let maximumDepth = 64
  /// RE2's own bound of a repetition.
  private static let maximumRepetition = 1000

  /// What `(?…)` can turn on.
  struct Flags {
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

  mutating func alternatives() throws(RegularExpressionError) -> RegularExpressionNode {
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
    let node = try atom()
    let start = place
    guard let (least, most) = try bounds() else { return node }
    if case .empty = node {
      place = start
      throw error("nothing to repeat")
    }
    let isGreedy = !take("?")
    let end = place
    if try bounds() != nil {
      place = end
      throw error("a repetition of a repetition")
    }
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
    case ".": return .set(flags.dotTakesNewline ? ScalarSet(ranges: [], isNegated: true) : ScalarSet.newline.complement)
    case "^": return .assertion(flags.hasLines ? .lineStart : .textStart)
    case "$": return .assertion(flags.hasLines ? .lineEnd : .textEnd)
    case "*", "+", "?":
      place -= 1
      throw error("nothing to repeat")
    default: return .set(set(of: scalar))
    }
  }

  func set(of scalar: Unicode.Scalar) -> ScalarSet {
    ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: flags.ignoresCase)
  }
}

// MARK: Steps

extension RegularExpressionParser {
  var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  func starts(with text: String) -> Bool { scalars[place...].starts(with: text.unicodeScalars) }

  mutating func take(_ text: String) -> Bool {
    guard starts(with: text) else { return false }
    place += text.unicodeScalars.count
    return true
  }

  func error(_ message: String) -> RegularExpressionError {
    RegularExpressionError(pattern: pattern, place: place + 1, message: message)
  }
}
