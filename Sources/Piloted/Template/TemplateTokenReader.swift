/// A position among the tokens of a template.
struct TemplateTokenReader {
  private let tokens: [TemplateToken]
  private var position = 0

  /// `tokens` ends with ``TemplateToken/Kind/end``, behind which nothing is read.
  init(_ tokens: [TemplateToken]) { self.tokens = tokens }

  var peek: TemplateToken { tokens[position] }

  /// The token behind the next one.
  var second: TemplateToken { tokens[min(position + 1, tokens.count - 1)] }

  /// Steps over the next token.
  mutating func skip() { position = min(position + 1, tokens.count - 1) }

  /// Steps over the next token if it is of this kind, and gives it.
  mutating func next(_ kind: TemplateToken.Kind) -> TemplateToken? {
    guard peek.kind == kind else { return nil }
    defer { skip() }
    return peek
  }

  /// An error at the next token.
  func unexpected(_ place: String) -> TextError { TextError(peek.offset, "unexpected \(peek.found) \(place)") }
}
