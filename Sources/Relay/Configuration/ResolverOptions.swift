/// The `options` of a resolv.conf, bounded as glibc does: resolv.conf(5).
package struct ResolverOptions: Sendable, Equatable {
  /// Dots in a name from which on it is tried as it is before the search list.
  package private(set) var ndots = 1
  /// Seconds that a program waits for a name server.
  package private(set) var timeout = 5
  /// How often it asks all of them.
  package private(set) var attempts = 2
  /// Whether it begins with another one each time.
  package private(set) var rotates = false
  /// Whether it believes AD.
  package private(set) var trustsAD = false
  /// Whether it sends an OPT record.
  package private(set) var usesEDNS = false
  /// Whether it asks over TCP alone.
  package private(set) var usesTCP = false
  /// All other options, as they are written.
  package private(set) var others: [String] = []

  /// The highest values that glibc takes: RES_MAXNDOTS, RES_MAXRETRANS and RES_MAXRETRY in resolv.h.
  private static let maximum = (ndots: 15, timeout: 30, attempts: 5)

  /// Reads one option; of one that is there twice the last counts.
  mutating func read(_ word: Substring) {
    switch word {
    case "rotate": rotates = true
    case "trust-ad": trustsAD = true
    case "edns0": usesEDNS = true
    case "use-vc": usesTCP = true
    default: readNumber(word)
    }
  }

  private mutating func readNumber(_ word: Substring) {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[1]), number >= 0 else { return others.append(String(word)) }
    switch parts[0] {
    case "ndots": ndots = min(number, Self.maximum.ndots)
    case "timeout": timeout = min(number, Self.maximum.timeout)
    case "attempts": attempts = min(number, Self.maximum.attempts)
    default: others.append(String(word))
    }
  }
}
