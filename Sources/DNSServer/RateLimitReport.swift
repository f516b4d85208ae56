internal import DNSWire
internal import Responder

/// When it is said that answers are withheld: a value, counts in, lines out. A burst is said twice, at its beginning and at its end,
/// however long it lasts and whomever it concerns.
struct RateLimitReport {
  private var seen = Counts(dropped: 0, truncated: 0)
  /// What was counted before the present burst, and when it last grew.
  private var burst: (before: Counts, last: Duration)?

  /// Whether nothing is to be said before something is withheld again.
  var isQuiet: Bool { burst == nil }

  /// A burst that has paused for so long is over; what comes later is another.
  static let quietTime = Duration.seconds(60)

  /// How many answers were withheld since the start.
  struct Counts: Equatable {
    let dropped, truncated: UInt64
  }

  /// Looks at the counts.
  ///
  /// - Parameters:
  ///   - counts: as they are now.
  ///   - network: whose answers were withheld last.
  ///   - now: the time, of any clock.
  /// - Returns: what is to be said; absent where nothing is.
  mutating func look(_ counts: Counts, _ network: String, at now: Duration) -> String? {
    defer { seen = counts }
    guard counts == seen else {
      let isNew = burst == nil
      burst = (burst?.before ?? seen, now)
      return isNew ? "\(network) asks more than --rate-limit allows: answers over UDP are dropped or truncated" : nil
    }
    guard let (before, last) = burst, now - last >= Self.quietTime else { return nil }
    burst = nil
    let (dropped, truncated) = (counts.dropped - before.dropped, counts.truncated - before.truncated)
    return "no more answers are withheld; \(dropped) were dropped and \(truncated) truncated, \(network)'s last"
  }
}
