internal import HeapModule

/// Services that had instances lately: such a one still exists while it has none, for an hour.
struct RecentServices: Sendable {
  private(set) var times: [String: Duration] = [:]
  /// The times by their order, and those that were replaced since.
  private var order = Heap<Sighting>()

  private struct Sighting: Comparable {
    let time: Duration
    let name: String
    static func < (one: Sighting, other: Sighting) -> Bool { one.time < other.time }
  }

  /// How long a service is known without instances: longer than a restart or a deployment takes.
  static let lifetime = Duration.seconds(3600)
  /// As many are remembered; beyond, the one seen longest ago is forgotten.
  static let maximumCount = 100_000

  /// Replaced times that few services may have.
  static let heapReserve = 1000

  /// Times that are kept, with those that were replaced.
  var orderCount: Int { order.count }

  var names: Set<String> { Set(times.keys) }

  func contains(_ name: String) -> Bool { times[name] != nil }

  mutating func insert(_ name: String, at now: Duration) {
    if times[name] == nil, times.count >= Self.maximumCount { removeOldest() }
    let time = max(now, times[name] ?? now)
    guard times.updateValue(time, forKey: name) != time else { return }
    order.insert(Sighting(time: time, name: name))
    // Of what was replaced as much is kept as there is of the rest, so that clearing it away costs little.
    if order.count > 2 * times.count + Self.heapReserve { renewOrder() }
  }

  func expired(at now: Duration) -> Set<String> {
    Set(times.filter { now - $0.value >= Self.lifetime }.keys)
  }

  mutating func expire(at now: Duration) {
    let count = times.count
    times = times.filter { now - $0.value < Self.lifetime }
    if times.count != count { renewOrder() }
  }

  private mutating func removeOldest() {
    while let oldest = order.popMin() {
      if times[oldest.name] == oldest.time { return times[oldest.name] = nil }
    }
  }

  private mutating func renewOrder() { order = Heap(times.map { Sighting(time: $0.value, name: $0.key) }) }
}
