/// What a template may still do before it is taken for endless.
struct TemplateWork {
  /// A node, an octet of a value and a step of a regular expression count one each. A real file needs some thousands; this
  /// many take less than a second, and hold no more memory than as many octets.
  static let maximum = 5_000_000

  private var rest = maximum

  /// Counts `amount`.
  ///
  /// - Throws: ``TextError`` at `offset` where that is too much.
  mutating func spend(_ amount: Int, at offset: Int) throws(TextError) {
    guard amount <= rest else { throw TextError(offset, "the template does more than \(Self.maximum) steps") }
    rest -= amount
  }
}
