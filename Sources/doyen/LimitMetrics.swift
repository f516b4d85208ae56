internal import Admin
internal import DNSServer
internal import Responder

/// What was not answered, or not as it was asked for, because of limits.
extension ServingMetrics {
  /// The metrics of answers that were withheld.
  var limits: [MetricFamily] {
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
