/// What a source said and does not say now: kept as stale, for a time.
extension Catalog.Layer {
  /// Takes a set for the source's present word.
  mutating func take(_ set: ServiceSet, of name: String) {
    store(set.list.isEmpty ? nil : set, of: name)
    (doubts[name], holds[name], graces[name]) = (nil, nil, nil)
  }

  /// Notes that the instances of a service are not confirmed any more.
  mutating func doubt(_ name: String, _ reason: Doubt.Reason, at now: Duration) {
    guard services[name] != nil else { return }
    // What was refused is not old yet: its source was there until now.
    let old = doubts[name].flatMap { $0.reason == .refused ? nil : $0.since }
    doubts[name] = Doubt(since: old ?? now, reason: reason)
    if reason != .held { breakOff(name, at: now) }
  }

  /// Ends the grace time of a service whose source is gone again, when nobody can register there: it counts only as far as it went, and
  /// a tenth of the rest, so that a source that hardly ever speaks has an end of it, too.
  private mutating func breakOff(_ name: String, at now: Duration) {
    guard let end = holds.removeValue(forKey: name), end > now else { return }
    graces[name, default: .zero] += (end - now) * 9 / 10
  }

  /// Puts instances back that the source had before a restart, unless it has spoken already.
  mutating func restore(_ set: ServiceSet, of name: String, since: Duration) {
    guard services[name] == nil, !set.list.isEmpty else { return }
    store(set.packed, of: name)
    doubts[name] = Doubt(since: since, reason: .restored)
  }

  /// Whether it is not believed yet that a service has no instances any more: they went all at once, and the source was gone just now.
  /// Of a source that asked again by itself, and of one that only this process had forgotten, it is.
  func isDoubtful(_ set: ServiceSet, of name: String, at now: Duration, _ limits: StalenessLimits) -> Bool {
    guard set.list.isEmpty, !set.isConfirmed, limits.emptyGrace > .zero, let old = services[name] else {
      return false
    }
    switch doubts[name]?.reason {
    case .lost, .failed: return grace(of: name, limits) > .zero
    case .held: return holds[name].map { now < $0 } ?? false
    case .restored: return isUnsettled(at: now)
    case .refused, nil: return old.list.count > 1 && isUnsettled(at: now)
    }
  }

  private func isUnsettled(at now: Duration) -> Bool {
    lostWatches > 0 || lastReturn.map { now - $0 < StalenessLimits.unsettledTime } ?? false
  }

  /// Keeps the instances of a service for the grace time, which begins with the first word that it has none.
  mutating func hold(_ name: String, at now: Duration, _ limits: StalenessLimits) {
    doubt(name, .held, at: now)
    guard holds[name] == nil else { return }
    let (left, grace) = (grace(of: name, limits), min(grace(of: name, limits), limits.emptyGrace))
    (holds[name], graces[name]) = (now + grace, left - grace)
  }

  /// For how long it can still be doubted that a service has no instances any more, however often its source comes and goes.
  private func grace(of name: String, _ limits: StalenessLimits) -> Duration {
    graces[name] ?? limits.emptyGrace * StalenessLimits.maximumGraces
  }

  /// The services whose grace time is over.
  func releasable(at now: Duration) -> [String] { holds.filter { $0.value <= now }.map(\.key) }

  /// When the source was last known to say that a service has these instances, or to say what was refused; absent where it has none.
  func lastKnown(_ name: String, at now: Duration) -> Duration? {
    guard services[name]?.list.isEmpty == false else { return nil }
    guard refusals.listing == nil else { return now }
    if let doubt = doubts[name], doubt.reason != .refused { return doubt.since }
    return lostSince ?? now
  }

  /// The services that were not confirmed since `time`.
  func unconfirmed(since time: Duration) -> Set<String> {
    guard announcedCount == nil, refusals.listing == nil else { return [] }
    let doubted = doubts.lazy.filter { $0.value.isAgeing && $0.value.since <= time }.map(\.key)
    return isLost(since: time) ? Set(services.keys) : Set(doubted)
  }

  /// Drops the services that were not confirmed since `time`; a listing source that is gone has then said nothing.
  mutating func dropUnconfirmed(since time: Duration) {
    for name in unconfirmed(since: time) {
      take(.empty, of: name)
      spellings[name] = nil
    }
    if announcedCount == nil, isLost(since: time) { hasSpoken = false }
  }

  private func isLost(since time: Duration) -> Bool { lostSince.map { $0 <= time } ?? false }
}
