/// A regular expression in RE2's syntax. Go: `regexp.Regexp`.
///
/// Swift's own and Foundation's try one way after the other: a short expression of a file, `(a+)+$`, would keep them busy
/// for years. They also take what RE2, and so ContainerPilot, refuses.
struct RegularExpression {
  private let program: RegularExpressionProgram
  private let groupNames: [String?]

  /// Parses an expression.
  init(_ pattern: String) throws(RegularExpressionError) {
    var parser = RegularExpressionParser(pattern)
    let node = try parser.parse()
    guard let program = RegularExpressionProgram(node) else {
      throw RegularExpressionError(pattern: pattern, place: 1, message: "too many repetitions")
    }
    self.program = program
    groupNames = parser.groupNames
  }

  /// The text with each match replaced. As in Go an empty match right behind another does not count.
  ///
  /// - Throws: what `spend` does, which is told what the search and the replacements cost.
  func replaceAll(
    in text: String, with replacement: RegularExpressionReplacement, _ spend: (Int) throws(TextError) -> Void
  ) throws(TextError) -> String {
    let scalars = Array(text.unicodeScalars)
    var matcher = RegularExpressionMatcher(program, groupCount: groupNames.count, text: scalars)
    var (result, start, lastEnd) = (String.UnicodeScalarView(), 0, 0)
    while start <= scalars.count, let match = try matcher.firstMatch(from: start, spend), let range = match.range(0) {
      result += scalars[lastEnd..<range.lowerBound]
      if range.upperBound > lastEnd || range.lowerBound == 0 {
        let added = replacement.scalars(for: match, names: groupNames, in: scalars)
        try spend(added.count)
        result += added
      }
      lastEnd = range.upperBound
      start = max(start + 1, lastEnd)
    }
    result += scalars[lastEnd...]
    return String(result)
  }
}

extension RegularExpressionMatcher.Match {
  /// What a group took; absent where it took no part.
  func range(_ group: Int) -> Range<Int>? {
    guard group >= 0, 2 * group + 1 < count, let start = self[2 * group], let end = self[2 * group + 1] else {
      return nil
    }
    return start..<end
  }
}
