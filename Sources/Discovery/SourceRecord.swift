/// When a source has spoken, and why it does not: a value, time given.
struct SourceRecord: Sendable {
  /// When it last said something about services, whether or not that was new.
  private(set) var lastWord: Duration?
  /// When what it said last changed what is shown.
  private(set) var lastChange: Duration?
  /// Why it could not be reached the last time; absent once it could since.
  private(set) var reason: String?
  /// Why it has told nothing although it could be reached; absent once it has told something.
  private(set) var refusal: String?

  mutating func note(_ event: ListingEvent, hasChanged: Bool, at now: Duration) {
    if case .lost(let reason) = event { self.reason = reason } else { spoke(hasChanged, now) }
  }

  mutating func note(_ event: WatchEvent, hasChanged: Bool, at now: Duration) {
    switch event {
    case .lost(let reason): self.reason = reason
    case .failed(reason: let refusal, known: nil): note(refusal: refusal)
    case .current, .failed: spoke(hasChanged, now)
    }
  }

  /// Notes that a source is there, and that what it said of a service was refused.
  mutating func note(refusal: String) {
    reason = nil
    if lastWord == nil { self.refusal = refusal }
  }

  /// Notes that all that a listing source has was refused.
  mutating func note(refusedListing reason: String) { self.reason = reason }

  /// Notes that a listing source has told all it has.
  mutating func noteListing(hasChanged: Bool, at now: Duration) { spoke(hasChanged, now) }

  private mutating func spoke(_ hasChanged: Bool, _ now: Duration) {
    (lastWord, reason, refusal) = (now, nil, nil)
    if hasChanged { lastChange = now }
  }
}
