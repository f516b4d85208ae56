/// Looks for an expression in a text by following all ways through its program at once (Pike's machine).
struct RegularExpressionMatcher {
  /// The ends of the groups in scalars, two for each; absent for a group that took no part.
  typealias Match = [Int?]

  private let program: RegularExpressionProgram
  private let groupCount: Int
  private let text: [Unicode.Scalar]
  /// The ways that wait for a character; those in front are preferred.
  private var threads: [Thread] = []
  /// At which place each step was added last, since it is followed there once only.
  private var lastAdded: [Int] = []
  /// What the search cost since that was last asked for.
  private var cost = 0

  /// A way through the program, and what it noted.
  private struct Thread {
    var step: Int
    var marks: Match
  }

  init(_ program: RegularExpressionProgram, groupCount: Int, text: [Unicode.Scalar]) {
    self.program = program
    self.groupCount = groupCount
    self.text = text
  }

  /// The first match at or behind `start`; of several there the preferred one.
  ///
  /// - Throws: what `spend` does, which is told the cost of each place.
  mutating func firstMatch(
    from start: Int, _ spend: (Int) throws(TextError) -> Void
  ) throws(TextError) -> Match? {
    var match: Match?
    threads = []
    lastAdded = Array(repeating: -1, count: program.steps.count)
    cost = program.steps.count
    for place in start...text.count {
      if match == nil { add(Thread(step: 0, marks: Array(repeating: nil, count: 2 * groupCount)), at: place) }
      match = advance(over: place) ?? match
      try spend(cost + 1)
      cost = 0
      if threads.isEmpty, match != nil { return match }
    }
    return match
  }

  /// Moves all ways over the character at `place`; a way that is complete ends those that are less preferred.
  private mutating func advance(over place: Int) -> Match? {
    let current = threads
    threads = []
    for thread in current {
      switch program.steps[thread.step] {
      case .match: return thread.marks
      case .scalar(let set) where place < text.count && set.contains(text[place]):
        add(Thread(step: thread.step + 1, marks: thread.marks), at: place + 1)
      default: break
      }
    }
    return nil
  }

  /// Follows a way up to where it needs a character, forks in the order of preference.
  private mutating func add(_ thread: Thread, at place: Int) {
    var waiting = [thread]
    while var thread = waiting.popLast() {
      guard lastAdded[thread.step] != place else { continue }
      lastAdded[thread.step] = place
      cost += 1 + groupCount
      switch program.steps[thread.step] {
      case .scalar, .match:
        threads.append(thread)
        continue
      case .jump(let step): thread.step = step
      case .fork(let preferred, let other):
        waiting.append(Thread(step: other, marks: thread.marks))
        thread.step = preferred
      case .mark(let index):
        thread.marks[index] = place
        thread.step += 1
      case .assertion(let assertion):
        guard holds(assertion, at: place) else { continue }
        thread.step += 1
      }
      waiting.append(thread)
    }
  }

  private func holds(_ assertion: RegularExpressionNode.Assertion, at place: Int) -> Bool {
    switch assertion {
    case .textStart: place == 0
    case .textEnd: place == text.count
    case .lineStart: place == 0 || text[place - 1] == "\n"
    case .lineEnd: place == text.count || text[place] == "\n"
    case .wordBoundary: isWord(place - 1) != isWord(place)
    case .noWordBoundary: isWord(place - 1) == isWord(place)
    }
  }

  private func isWord(_ place: Int) -> Bool { text.indices.contains(place) && ScalarSet.words.contains(text[place]) }
}
