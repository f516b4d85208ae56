internal import Admin
internal import Relay

/// What the relay has counted, as metrics.
enum RelayMetrics {
  /// The metrics of a relay's counters.
  static func families(_ counters: RelayCounters) -> [MetricFamily] {
    RelayCounters.Count.allCases.map { family($0, counters[$0]) }
  }

  private static func family(_ count: RelayCounters.Count, _ value: Int) -> MetricFamily {
    let (name, help) = words(for: count)
    let kind: MetricFamily.Kind = name.hasSuffix("_total") ? .counter : .gauge
    return MetricFamily("doyen_relay_\(name)", kind, help, Double(value))
  }

  /// What a count is called in the log: as the metric, without what all have.
  static func field(for count: RelayCounters.Count) -> String {
    let name = words(for: count).name
    return name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
  }

  private static func words(for count: RelayCounters.Count) -> (name: String, help: String) {
    switch count {
    case .asked: ("questions_total", "Questions that clients had relayed.")
    case .fromCache: ("cached_total", "Relayed questions that were answered from the cache in time.")
    case .cacheMisses: ("cache_misses_total", "Relayed questions that the cache had no answer to in time.")
    case .cacheEvicted: ("cache_evicted_total", "Answers that the cache dropped for want of room.")
    case .stale: ("stale_total", "Relayed questions that were answered past their time, because no upstream answered.")
    case .shared: ("shared_total", "Relayed questions that were answered together with an equal one.")
    case .refused: ("refused_total", "Relayed questions that were refused because too many were open.")
    case .noRoom: ("no_room_total", "Relayed questions that no upstream had room for.")
    case .sentOverUDP: ("sent_udp_total", "Attempts sent to upstream resolvers over UDP.")
    case .sentOverTCP: ("sent_tcp_total", "Attempts sent to upstream resolvers over TCP or TLS.")
    case .timeouts: ("timeouts_total", "Attempts that no upstream answered in time.")
    case .failed: ("failed_total", "Relayed questions that no upstream answered.")
    case .cacheEntries: ("cache_entries", "Answers of upstream resolvers that the cache holds.")
    case .cacheOctets: ("cache_bytes", "Memory that they take.")
    case .openQuestions: ("open_questions", "Relayed questions that are open.")
    case .openAttempts: ("open_attempts", "Attempts that are open.")
    }
  }
}
