/// One metric with all of its values, in the terms of Prometheus.
package struct MetricFamily: Sendable, Equatable {
  /// What kind of metric it is.
  package enum Kind: String, Sendable { case counter, gauge, histogram, summary }

  /// One value.
  package struct Sample: Sendable, Equatable {
    /// What follows the metric's name, such as `_bucket`.
    package let suffix: String
    /// Labels by name, in the order in which they are written.
    package let labels: [Label]
    package let value: Double

    /// A value of its parts.
    package init(_ value: Double, _ labels: [Label] = [], suffix: String = "") {
      (self.value, self.labels, self.suffix) = (value, labels, suffix)
    }
  }

  /// A label and its value, which may be any text.
  package struct Label: Sendable, Hashable {
    package let name, value: String

    /// A label.
    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  package let name: String
  /// One sentence about what is counted.
  package let help: String
  package let kind: Kind
  package let samples: [Sample]

  /// A metric of its parts.
  package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    (self.name, self.kind, self.help, self.samples) = (name, kind, help, samples)
  }

  /// A metric with one value.
  package init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    self.init(name, kind, help, [Sample(value)])
  }
}

extension MetricFamily.Sample {
  /// The values of one histogram.
  ///
  /// - Parameters:
  ///   - each: how many were at most at each bound and above the one before, then those above all.
  ///   - bounds: the upper bounds, rising.
  ///   - sum: what all were together.
  ///   - labels: what tells this histogram from others of the metric.
  /// - Returns: the values of buckets, which include those below, sum and count.
  package static func histogram(
    _ each: [UInt64], bounds: [Double], sum: Double, _ labels: [MetricFamily.Label]
  ) -> [MetricFamily.Sample] {
    var (total, samples) = (0.0, [MetricFamily.Sample]())
    for (index, count) in each.enumerated() {
      total += Double(count)
      let bound = index < bounds.count ? PrometheusText.number(bounds[index]) : "+Inf"
      samples.append(MetricFamily.Sample(total, labels + [.init("le", bound)], suffix: "_bucket"))
    }
    return samples + [
      MetricFamily.Sample(sum, labels, suffix: "_sum"), MetricFamily.Sample(total, labels, suffix: "_count"),
    ]
  }
}
