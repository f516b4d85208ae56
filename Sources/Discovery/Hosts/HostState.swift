/// What is known of the addresses of one family that a host name stands for: a value, time given.
struct HostState: Sendable {
  /// Services that have the name.
  var users = 0
  var isRunning = false
  private(set) var isAwaited = true
  private(set) var isFailing = false
  private(set) var addresses: [Address] = []
  private var lastAnswer: Duration?
  private var backoff = Backoff()

  /// Addresses are kept this long, at least: a name that changes more often than a stub asks is not followed any closer.
  static let shortestLifetime = Duration.seconds(1)
  /// Addresses are kept this long, at most: a lifetime of days must not outlive a move that nobody announced so long ago.
  static let longestLifetime = Duration.seconds(300)
  /// One of so many parts of a lifetime is added to it, at most: later, since caches on the way would give an earlier question the same answer, and
  /// not for all names at the same time.
  static let jitterParts = 10
  /// Addresses that cannot be looked up again are kept this long (RFC 8767 section 5 has one to three days).
  static let longestStaleness = Duration.seconds(86_400)

  /// Whether the addresses are those of an earlier look-up.
  var isStale: Bool { isFailing && !addresses.isEmpty }
  /// Whether nobody knows of any address, since the look-up has failed.
  var hasFailed: Bool { isFailing && addresses.isEmpty }

  /// Takes in what a look-up has found, or that it has failed; when the next one is due. `random` is of 0 to 1.
  mutating func receive(_ answer: HostAnswer?, at now: Duration, random: Double) -> Duration {
    isAwaited = false
    guard let answer else { return fail(at: now, random: random) }
    (isFailing, lastAnswer) = (false, now)
    backoff.reset()
    addresses = Self.ordered(answer.addresses)
    let lifetime = min(max(answer.lifetime, Self.shortestLifetime), Self.longestLifetime)
    return now + lifetime + lifetime / Self.jitterParts * random
  }

  private mutating func fail(at now: Duration, random: Double) -> Duration {
    isFailing = true
    if let lastAnswer, now - lastAnswer > Self.longestStaleness { addresses = [] }
    return now + backoff.next(random)
  }

  /// The addresses in an order of their own, so that a server that rotates them does not change anything.
  private static func ordered(_ addresses: [Address]) -> [Address] {
    let endpoints = Set(addresses).map { Endpoint(address: $0, port: 0) }.sorted()
    return endpoints.prefix(ResolvedHost.maximumAddresses).map(\.address)
  }
}
