internal import HeapModule

/// Which host names are looked up, and when: a value, time given. A name that nobody uses any more is forgotten when it is due.
struct HostTable: Sendable {
  private var states: [HostLookup: HostState] = [:]
  /// Each look-up that is not running, once.
  private var agenda = Heap<Due>()
  private var running = 0

  /// As many host names are looked up: each costs its resolver two questions in every lifetime.
  static let maximumHosts = 10_000
  /// As many look-ups run at once, so that a start with many names is no flood for the resolver.
  static let maximumRunning = 20

  private struct Due: Comparable, Sendable {
    let time: Duration
    let lookup: HostLookup
    static func < (left: Due, right: Due) -> Bool { left.time < right.time }
  }

  /// When something has to be done; nothing while as many look-ups run as may.
  var nextDue: Duration? { running < Self.maximumRunning ? agenda.min?.time : nil }

  /// Notes that one more service has a host name.
  ///
  /// - Returns: whether it is looked up: not where there are too many names.
  mutating func use(_ host: String) -> Bool {
    let lookups = Self.lookups(of: host)
    let new = lookups.filter { states[$0] == nil }
    guard states.count + new.count <= lookups.count * Self.maximumHosts else { return false }
    // Questions wait for the first look-up: it comes before all that are due.
    for lookup in new { agenda.insert(Due(time: .zero, lookup: lookup)) }
    for lookup in lookups { states[lookup, default: HostState()].users += 1 }
    return true
  }

  /// Notes that one service less has a host name for which ``use(_:)`` returned true.
  mutating func release(_ host: String) {
    for lookup in Self.lookups(of: host) { states[lookup]?.users -= 1 }
  }

  private static func lookups(of host: String) -> [HostLookup] {
    [HostLookup(host: host, .ipv4), HostLookup(host: host, .ipv6)]
  }

  /// Starts what is due, as far as it may run.
  mutating func begin(at now: Duration) -> [HostLookup] {
    var lookups: [HostLookup] = []
    while let due = nextDue, due <= now, let lookup = agenda.popMin()?.lookup {
      guard let users = states[lookup]?.users, users > 0 else {
        states[lookup] = nil
        continue
      }
      states[lookup]?.isRunning = true
      running += 1
      lookups.append(lookup)
    }
    return lookups
  }

  /// Takes in what a look-up has found, or that it has failed.
  ///
  /// - Returns: whether that changes what the name stands for.
  mutating func finish(_ lookup: HostLookup, _ answer: HostAnswer?, at now: Duration, random: Double) -> Bool {
    guard states[lookup]?.isRunning == true else { return false }
    let before = self[lookup.host]
    states[lookup]?.isRunning = false
    running -= 1
    let found = answer.map { $0.restricted(to: lookup.family) }
    if let due = states[lookup]?.receive(found, at: now, random: random) {
      agenda.insert(Due(time: due, lookup: lookup))
    }
    return self[lookup.host] != before
  }

  /// What a host name stands for; absent where it is not looked up.
  subscript(_ host: String) -> ResolvedHost? {
    guard let ipv4 = states[HostLookup(host: host, .ipv4)], let ipv6 = states[HostLookup(host: host, .ipv6)] else {
      return nil
    }
    return ResolvedHost(
      ipv4.addresses + ipv6.addresses, isAwaited: ipv4.isAwaited || ipv6.isAwaited,
      isStale: ipv4.isStale || ipv6.isStale, hasFailed: ipv4.hasFailed || ipv6.hasFailed,
      lifetime: [ipv4.lifetime, ipv6.lifetime].compactMap { $0 }.min())
  }
}
