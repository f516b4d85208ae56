internal import Discovery

/// What the backends of one name say, taken together: what one of them says comes before what the next one does, since ages of
/// different datacenters do not compare.
struct MergedBackends {
  private var backends: [(set: ServiceSet?, loss: WatchEvent?)]
  private var told: WatchEvent?

  /// Nothing from `count` backends yet.
  init(count: Int) { backends = Array(repeating: (nil, nil), count: count) }

  /// Takes in what a backend says; what it changes of the whole, if anything.
  mutating func receive(_ event: WatchEvent, from backend: Int) -> WatchEvent? {
    switch event {
    case .current(let set): backends[backend] = (set, nil)
    case .lost, .failed: backends[backend].loss = event
    }
    guard let whole, whole != told else { return nil }
    told = whole
    return whole
  }

  /// Nothing before each has spoken. While one is gone, what it said last stands for it and hides none of the others, but the whole is
  /// not up to date.
  private var whole: WatchEvent? {
    guard backends.allSatisfy({ $0.set != nil || $0.loss != nil }) else { return nil }
    let losses = backends.compactMap(\.loss)
    if losses.count == backends.count { return losses.first { $0.isOfSource } ?? losses.first }
    let sets = backends.compactMap(\.set)
    let merged = sets.count == 1 ? sets[0] : ServiceSet(inOrder: sets.flatMap(\.instances))
    let known = sets.contains(where: \.isConfirmed) ? merged.confirmed : merged
    return losses.first.map { .failed(reason: $0.reason, known: known) } ?? .current(known)
  }
}

extension WatchEvent {
  /// Whether the whole backend cannot be reached.
  fileprivate var isOfSource: Bool { if case .lost = self { true } else { false } }

  /// Why something is not known.
  var reason: String {
    switch self {
    case .lost(let reason), .failed(let reason, _): reason
    case .current: ""
    }
  }
}
