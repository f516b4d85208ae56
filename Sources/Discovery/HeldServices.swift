/// Services whose instances are kept although their source has none any more, and nobody was told yet. A value: a source that comes back
/// empty says so service by service, and that is one piece of news.
struct HeldServices: Sendable {
  private var names: [Int: Set<String>] = [:]

  /// From the first service to the news: a source that is back is found within the longest pause between two attempts.
  static let gatheringTime = Backoff.longest

  /// Notes a service of the source of a rank.
  mutating func note(_ name: String, of rank: Int) { names[rank, default: []].insert(name) }

  /// Whether there is something to tell of a service.
  func contains(_ name: String, of rank: Int) -> Bool { names[rank]?.contains(name) == true }

  /// What there is to tell, by rank of the source; then there is nothing more. `isHeld` says of a service of the source of a rank
  /// whether it is still kept.
  mutating func take(isHeld: (String, Int) -> Bool) -> [News] {
    defer { names = [:] }
    return names.sorted { $0.key < $1.key }.map { rank, names in
      News(
        rank: rank, held: names.filter { isHeld($0, rank) }.sorted(),
        past: names.filter { !isHeld($0, rank) }.sorted())
    }
  }

  /// What there is to tell of one source.
  struct News: Equatable {
    let rank: Int
    /// The services that are kept.
    let held: [String]
    /// Those that were kept, and are not any more.
    let past: [String]

    /// So many services are named; who wants to know of all asks for them.
    private static let maximumNames = 3

    /// The news in words; `grace` is how long a service is kept at most.
    func words(_ source: String, grace: Duration) -> String {
      guard !held.isEmpty else {
        return
          "\(source) was gone, and said that \(list(past, "had", "had")) no instances; the last ones were kept as stale for a while"
      }
      let others = past.isEmpty ? "" : "; for a while, those of \(count(past)) more were kept, too"
      return """
        \(source) was gone, and says that \(list(held, "has", "have")) no instances any more; the last ones are kept as stale for \
        \(grace) from then on, unless they are back before\(others)
        """
    }

    private func count(_ names: [String]) -> String { names.count == 1 ? "one service" : "\(names.count) services" }

    private func list(_ names: [String], _ singular: String, _ plural: String) -> String {
      guard names.count > 1 else { return names.map { "'\($0)' \(singular)" }.joined() }
      let shown = names.prefix(Self.maximumNames).map { "'\($0)'" }.joined(separator: ", ")
      return "\(count(names)) (\(shown)\(names.count > Self.maximumNames ? ", …" : "")) \(plural)"
    }
  }
}
