internal import CoreMetrics
internal import HostSystem

/// What one counter, meter, recorder or timer has come to. Not for the query path: threads take turns.
final class MetricCell: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
  let label: String
  let dimensions: [(String, String)]
  let kind: MetricFamily.Kind
  private let state = Guarded<(count: Double, sum: Double)>((0, 0))

  init(_ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind) {
    (self.label, self.dimensions, self.kind) = (label, dimensions, kind)
  }

  func increment(by amount: Int64) { increment(by: Double(amount)) }
  func increment(by amount: Double) { state.withLock { $0.sum += amount } }
  func decrement(by amount: Double) { increment(by: -amount) }
  func reset() { state.withLock { $0 = (0, 0) } }
  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { state.withLock { $0.sum = value } }
  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func record(_ value: Double) {
    guard kind == .summary else { return set(value) }
    state.withLock { $0 = ($0.count + 1, $0.sum + value) }
  }

  /// The present values.
  var samples: [MetricFamily.Sample] {
    let labels = dimensions.map { MetricFamily.Label(PrometheusText.name($0.0), $0.1) }
    let (count, sum) = state.withLock { $0 }
    guard kind == .summary else { return [MetricFamily.Sample(sum, labels)] }
    return [MetricFamily.Sample(sum, labels, suffix: "_sum"), MetricFamily.Sample(count, labels, suffix: "_count")]
  }
}
