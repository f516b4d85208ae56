/// What is known of the addresses of one family that a host name stands for: a value, time given.
struct HostState: Sendable {
  /// Services that have the name.
  var users = 0
  var isRunning = false
  private(set) var isAwaited = true
  private(set) var isFailing = false
  private(set) var addresses: [Address] = []
  /// How long who is told the addresses may keep them; absent without any.
  private(set) var lifetime: Duration?
  /// Look-ups one after the other that have found no address.
  private var emptyAnswers = 0
  private var lastAnswer: Duration?
  private var backoff = Backoff()

  /// Addresses are kept this long, at least: a name that changes more often than a stub asks is not followed any closer.
  static let shortestLifetime = Duration.seconds(1)
  /// That a name has no address is believed this long, at least, once it has been said a few times: some resolvers never say how long it
  /// holds, and a name without addresses must not be asked for every second for good.
  static let longestEmptyPause = Duration.seconds(32)
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
    self.lifetime = addresses.isEmpty ? nil : Self.rounded(answer.lifetime)
    emptyAnswers = addresses.isEmpty ? emptyAnswers + 1 : 0
    let lifetime = min(max(answer.lifetime, shortestPause), Self.longestLifetime)
    return now + lifetime + lifetime / Self.jitterParts * random
  }

  /// The least time until the next look-up: twice as long with each that finds nothing.
  private var shortestPause: Duration {
    var pause = Self.shortestLifetime
    for _ in 1..<max(emptyAnswers, 1) where pause < Self.longestEmptyPause { pause *= 2 }
    return pause
  }

  /// A lifetime in seconds, down to a power of two: what is a little different at each look-up need not be published each time.
  private static func rounded(_ lifetime: Duration) -> Duration {
    var seconds = Duration.seconds(1)
    guard lifetime >= seconds else { return .zero }
    while seconds * 2 <= min(lifetime, longestLifetime) { seconds *= 2 }
    return seconds
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
