/// Services whose instances are kept although their source has none any more, and nobody was told yet. A value: a source that comes back
/// empty says so service by service, and that is one piece of news.
struct HeldServices: Sendable {
  private var names: [Int: Set<String>] = [:]

  /// So many services are named; who wants to know of all asks for them.
  private static let maximumNames = 3
  /// From the first service to the news: a source that is back is found within the longest pause between two attempts.
  static let gatheringTime = Backoff.longest

  /// Whether there is nothing to tell.
  var isEmpty: Bool { names.isEmpty }

  /// Notes a service of the source of a rank.
  mutating func note(_ name: String, of rank: Int) { names[rank, default: []].insert(name) }

  /// What there is to tell, by rank of the source: how many services, and which in words; then there is nothing more.
  mutating func take() -> [(rank: Int, count: Int, words: String)] {
    defer { names = [:] }
    return names.sorted { $0.key < $1.key }.map { ($0.key, $0.value.count, Self.words($0.value.sorted())) }
  }

  private static func words(_ names: [String]) -> String {
    guard names.count > 1 else { return names.map { "'\($0)' has" }.joined() }
    let shown = names.prefix(maximumNames).map { "'\($0)'" }.joined(separator: ", ")
    return "\(names.count) services (\(shown)\(names.count > maximumNames ? ", …" : "")) have"
  }
}
