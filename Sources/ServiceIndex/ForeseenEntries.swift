internal import DNSWire

/// The entries that a batch of questions will ask for, fetched together.
///
/// Entries lie far apart, so a lookup waits for memory three times, longer than all the rest of an answer takes. Questions that came
/// together wait for it together.
struct ForeseenEntries: ~Copyable {
  /// The hash of what each question of the batch asks for, then the word of its slot; ``PublishedTable/free`` for none.
  private var words = [UInt](repeating: PublishedTable.free, count: Self.maximumCount)
  /// So many of them are words.
  private var count = 0
  /// What the question in hand was foreseen to ask for.
  private var current = PublishedTable.free

  /// As many questions are foreseen: more than are received together.
  static let maximumCount = 64

  /// Forgets everything: outside, an entry may be freed at any time.
  mutating func forget() { (count, current) = (0, PublishedTable.free) }

  /// Notes the hash of a question's entry; nothing is foreseen for one without.
  mutating func note(_ hash: UInt?, at number: Int) { words[number] = hash ?? PublishedTable.free }

  /// Has the entries and counters fetched of the first `count` questions.
  mutating func fetch(_ count: Int, from table: PublishedTable) {
    for number in 0..<count where words[number] != PublishedTable.free {
      words[number] = table.likelyWord(words[number])
      if words[number] != PublishedTable.free { Entry(word: words[number]).prefetch() }
    }
    for number in 0..<count where words[number] != PublishedTable.free {
      Entry(word: words[number]).counters.prefetch(0)
    }
    self.count = count
  }

  /// Takes a question in hand.
  mutating func take(_ number: Int) { current = number < count ? words[number] : PublishedTable.free }

  /// The entry foreseen for the question in hand, if this is its name.
  func entry(_ label: RawSpan) -> Entry? {
    guard current != PublishedTable.free else { return nil }
    let entry = Entry(word: current)
    return entry.isNamed(label) ? entry : nil
  }
}

extension ServiceIndex.Reader {
  /// Says what a question of a batch will most likely ask for: a name in upper or lower case. Between ``enter()`` and ``leave()``
  /// only; a guess that is wrong costs time, and nothing else.
  package mutating func foresee(_ label: RawSpan, at number: Int) {
    foreseen.note(prefetch(label), at: number)
  }

  /// Has the slot fetched of a name, whose hash it returns.
  private func prefetch(_ label: RawSpan) -> UInt {
    let hash = NameHash.ofLowercased(label)
    index.table.prefetch(hash)
    return hash
  }

  /// Says that nothing is known of a question of a batch.
  package mutating func foreseeNothing(at number: Int) { foreseen.note(nil, at: number) }

  /// Has the memory fetched that is needed for the first `count` questions, all of which were foreseen.
  package mutating func fetchForeseen(_ count: Int) { foreseen.fetch(count, from: index.table) }

  /// Takes in hand one of the questions that were foreseen.
  package mutating func takeForeseen(_ number: Int) { foreseen.take(number) }
}
