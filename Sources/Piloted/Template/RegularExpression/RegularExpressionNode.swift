/// A part of a regular expression.
indirect enum RegularExpressionNode {
  case empty
  case set(ScalarSet)
  case assertion(Assertion)
  case sequence([RegularExpressionNode])
  /// The first that fits counts.
  case alternatives([RegularExpressionNode])
  case repetition(RegularExpressionNode, least: Int, most: Int?, isGreedy: Bool)
  case group(RegularExpressionNode, index: Int)

  /// What has to hold at a place, between two characters.
  enum Assertion { case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary }
}

/// Why a text is no regular expression.
struct RegularExpressionError: Error, Equatable, CustomStringConvertible {
  let pattern: String
  /// Which character of the pattern, from 1.
  let place: Int
  let message: String

  var description: String { "the regular expression \"\(pattern)\", character \(place): \(message)" }
}
