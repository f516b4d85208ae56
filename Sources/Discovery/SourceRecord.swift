/// When a source has spoken, and why it does not: a value, time given.
struct SourceRecord: Sendable {
  /// When it last said something about services, whether or not that was new.
  private(set) var lastWord: Duration?
  /// When what it said last changed what is shown.
  private(set) var lastChange: Duration?
  /// Why it could not be reached the last time; absent once it has spoken since.
  private(set) var reason: String?

  mutating func note(_ event: ListingEvent, hasChanged: Bool, at now: Duration) {
    if case .lost(let reason) = event { self.reason = reason } else { spoke(hasChanged, now) }
  }

  mutating func note(_ event: WatchEvent, hasChanged: Bool, at now: Duration) {
    if case .lost(let reason) = event { self.reason = reason } else { spoke(hasChanged, now) }
  }

  /// Notes that a listing source has told all it has.
  mutating func noteListing(hasChanged: Bool, at now: Duration) { spoke(hasChanged, now) }

  private mutating func spoke(_ hasChanged: Bool, _ now: Duration) {
    (lastWord, reason) = (now, nil)
    if hasChanged { lastChange = now }
  }
}
