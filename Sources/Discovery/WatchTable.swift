/// Which services are watched because somebody asked for them, within bounds that strangers cannot move: a value, time given.
public struct WatchTable: Sendable {
  private struct Watch: Sendable {
    var lastAsked: Duration
    let isConfigured: Bool
    /// Whether the backends know the service; unknown names are let go first.
    var isKnown: Bool
  }

  private var watches: [String: Watch] = [:]
  private var tokens = Double(burst)
  private var lastRefill = Duration.zero
  private let startsConfiguredOnly: Bool
  /// Wishes that the bounds refused.
  public private(set) var refusedCount = 0

  /// As many watches may be open: each costs the backend a connection and a watch of its own.
  public static let maximumCount = 10_000
  /// New watches a second, on average: more than a host's programs start to use, less than a backend feels.
  public static let rate = 20
  /// New watches at once, after a while without.
  public static let burst = 100
  /// A watch that nobody asks for this long is let go.
  public static let idleTime = Duration.seconds(600)
  /// The same for a name that no backend knows: long enough for a client that polls.
  public static let unknownIdleTime = Duration.seconds(60)

  /// A table without watches; with `startsConfiguredOnly` one that refuses all but those that the configuration names.
  public init(startsConfiguredOnly: Bool = false) { self.startsConfiguredOnly = startsConfiguredOnly }

  /// What becomes of a wish to watch.
  public enum Verdict: Sendable, Equatable {
    /// It is watched already.
    case watched
    /// It is watched from now on; another watch is let go for it, if one is named.
    case start(letGo: String?)
    /// Not now: too many, or too many new ones.
    case refused
  }

  /// How many services are watched.
  package var count: Int { watches.count }

  /// Names that are watched.
  public var names: [String] { Array(watches.keys) }

  /// Whether a service is watched.
  public func isWatched(_ name: String) -> Bool { watches[name] != nil }

  /// Watches a service that the configuration names: at once and for good.
  public mutating func configure(_ name: String, at now: Duration) {
    watches[name] = Watch(lastAsked: now, isConfigured: true, isKnown: true)
  }

  /// Watches a service that the configuration names no longer for as long as it is asked for.
  public mutating func release(_ name: String, at now: Duration) {
    guard let watch = watches[name] else { return }
    watches[name] = Watch(lastAsked: now, isConfigured: false, isKnown: watch.isKnown)
  }

  /// Watches a service that was asked for, if the bounds allow it.
  public mutating func ask(_ name: String, at now: Duration) -> Verdict {
    if watches[name] != nil {
      watches[name]?.lastAsked = now
      return .watched
    }
    guard Self.isWatchable(name), !startsConfiguredOnly else { return .refused }
    refill(at: now)
    let victim = watches.count >= Self.maximumCount ? leastWanted : nil
    guard tokens >= 1, watches.count < Self.maximumCount || victim != nil else {
      refusedCount += 1
      return .refused
    }
    tokens -= 1
    if let victim { watches[victim] = nil }
    watches[name] = Watch(lastAsked: now, isConfigured: false, isKnown: false)
    return .start(letGo: victim)
  }

  /// Watches a service again that was watched before a restart; false where there are too many watches already.
  mutating func resume(_ name: String, at now: Duration) -> Bool {
    guard Self.isWatchable(name), !startsConfiguredOnly, watches.count < Self.maximumCount else { return false }
    watches[name] = Watch(lastAsked: now, isConfigured: false, isKnown: true)
    return true
  }

  /// Notes whether a service that is watched is known to a backend.
  public mutating func note(_ name: String, isKnown: Bool) { watches[name]?.isKnown = isKnown }

  /// Lets go what nobody has asked for in a while. `wasAsked` says, for a name, whether it was since the last call.
  public mutating func letGo(at now: Duration, wasAsked: (String) -> Bool) -> [String] {
    for (name, watch) in watches where !watch.isConfigured && wasAsked(name) { watches[name]?.lastAsked = now }
    let idle = watches.filter { _, watch in
      !watch.isConfigured && now - watch.lastAsked >= (watch.isKnown ? Self.idleTime : Self.unknownIdleTime)
    }
    for name in idle.keys { watches[name] = nil }
    return Array(idle.keys)
  }

  /// Whether a name can be watched because it was asked for: one label of letters, digits and hyphens.
  public static func isWatchable(_ name: String) -> Bool {
    (1...63).contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  /// The watch to give up for another: an unknown name's first, then the one asked for longest ago.
  private var leastWanted: String? {
    watches.filter { !$0.value.isConfigured }.min { one, other in
      one.value.isKnown == other.value.isKnown
        ? one.value.lastAsked < other.value.lastAsked : !one.value.isKnown
    }?.key
  }

  private mutating func refill(at now: Duration) {
    let seconds = (now - lastRefill) / Duration.seconds(1)
    tokens = min(Double(Self.burst), tokens + seconds * Double(Self.rate))
    lastRefill = now
  }
}
