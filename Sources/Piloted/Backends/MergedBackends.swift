internal import Discovery

/// What the backends of one name say, taken together: what one of them says comes before what the next one does, since ages of
/// different datacenters do not compare.
struct MergedBackends {
  private var sets: [ServiceSet?]
  private var losses: [String?]

  /// Nothing from `count` backends yet.
  init(count: Int) {
    sets = Array(repeating: nil, count: count)
    losses = Array(repeating: nil, count: count)
  }

  /// Takes in what a backend says. Nothing is told before each has spoken; while one is gone, what it said last stands for it.
  mutating func receive(_ event: WatchEvent, from backend: Int) -> WatchEvent? {
    switch event {
    case .current(let set): (sets[backend], losses[backend]) = (set, nil)
    case .lost(let reason): losses[backend] = reason
    }
    guard zip(sets, losses).allSatisfy({ $0 != nil || $1 != nil }) else { return nil }
    let known = sets.compactMap { $0 }
    guard losses.contains(nil), known.count == sets.count else {
      return losses.compactMap { $0 }.first.map { .lost(reason: $0) }
    }
    return .current(known.count == 1 ? known[0] : ServiceSet(inOrder: known.flatMap(\.instances)))
  }
}
