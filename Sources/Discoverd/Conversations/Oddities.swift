/// What is odd about what a server says: each text once, of a bounded number.
struct Oddities: Sendable {
  private var known: Set<String> = []
  private var new: [String] = []

  /// As many are told apart; a server that has more is told of no further.
  static let maximumCount = 1000

  mutating func note(_ text: String) {
    guard known.count < Self.maximumCount, known.insert(text).inserted else { return }
    new.append(text)
  }

  mutating func note(_ texts: some Sequence<String>) { for text in texts { note(text) } }

  /// What was noted since the last call.
  mutating func take() -> [String] {
    defer { new = [] }
    return new
  }
}
