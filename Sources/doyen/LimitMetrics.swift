internal import Admin
internal import DNSServer
internal import Responder

/// What was not answered, or not as it was asked for, because of limits.
extension ServingMetrics {
  /// The metrics of questions that wait, and of answers that were withheld.
  var limits: [MetricFamily] { [parked] + rateLimited }

  private var parked: MetricFamily {
    let (waiting, relayed) = listener.parked
    return MetricFamily(
      "doyen_udp_parked_questions", .gauge,
      "Questions over UDP that wait for their service to be watched, or are on their way to the relay.",
      [
        MetricFamily.Sample(Double(waiting), [.init("for", "watch")]),
        MetricFamily.Sample(Double(relayed), [.init("for", "relay")]),
      ])
  }

  private var rateLimited: [MetricFamily] {
    guard let counts = limiter?.counts else { return [] }
    func sample(_ value: UInt64, _ action: String) -> MetricFamily.Sample {
      MetricFamily.Sample(Double(value), [.init("action", action)])
    }
    return [
      MetricFamily(
        "doyen_rate_limited_total", .counter,
        "Answers over UDP that were withheld because their network had too many: dropped, or truncated to none.",
        [sample(counts.dropped, "dropped"), sample(counts.truncated, "truncated")])
    ]
  }
}
