/// Services that had instances lately: such a one still exists while it has none, for an hour.
struct RecentServices: Sendable {
  private(set) var times: [String: Duration] = [:]

  /// How long a service is known without instances: longer than a restart or a deployment takes.
  static let lifetime = Duration.seconds(3600)
  /// As many are remembered; beyond, the one seen longest ago is forgotten.
  static let maximumCount = 100_000

  var names: Set<String> { Set(times.keys) }

  func contains(_ name: String) -> Bool { times[name] != nil }

  mutating func insert(_ name: String, at now: Duration) {
    if times[name] == nil, times.count >= Self.maximumCount, let oldest = times.min(by: { $0.value < $1.value })?.key {
      times[oldest] = nil
    }
    times[name] = max(now, times[name] ?? now)
  }

  func expired(at now: Duration) -> Set<String> {
    Set(times.filter { now - $0.value >= Self.lifetime }.keys)
  }

  mutating func expire(at now: Duration) { times = times.filter { now - $0.value < Self.lifetime } }
}
