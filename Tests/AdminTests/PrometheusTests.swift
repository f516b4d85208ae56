import CoreMetrics
import Testing

@testable import Admin

@Suite("Prometheus text, version 0.0.4")
struct PrometheusTests {
  @Test("names, labels and help are written as they have to be")
  func text() {
    let samples = [MetricFamily.Sample(1, [.init("zone", "a\"b\\c\nd")]), MetricFamily.Sample(2.5)]
    let family = MetricFamily("x_total", .counter, "One\nline, \"quoted\" \\.", samples)
    #expect(
      PrometheusText.text([family, MetricFamily("none", .gauge, "Nothing.", [])])
        == #"""
        # HELP x_total One\nline, "quoted" \\.
        # TYPE x_total counter
        x_total{zone="a\"b\\c\nd"} 1
        x_total 2.5

        """#)
  }

  @Test(
    "numbers",
    arguments: [(0, "0"), (1.5, "1.5"), (-2, "-2"), (4e15, "4000000000000000"), (.infinity, "+Inf"), (.nan, "NaN")])
  func numbers(value: Double, text: String) { #expect(PrometheusText.number(value) == text) }

  @Test("a histogram's buckets include those below")
  func histogram() {
    let samples = MetricFamily.Sample.histogram([1, 2, 4], bounds: [0.5, 1], sum: 9.5, [.init("for", "a")])
    let lines = PrometheusText.text([MetricFamily("h", .histogram, "H.", samples)]).split(separator: "\n").dropFirst(2)
    #expect(
      Array(lines) == [
        #"h_bucket{for="a",le="0.5"} 1"#, #"h_bucket{for="a",le="1"} 3"#, #"h_bucket{for="a",le="+Inf"} 7"#,
        #"h_sum{for="a"} 9.5"#, #"h_count{for="a"} 7"#,
      ])
  }

  @Test("what is registered twice is one, and has its present value")
  func registry() {
    let registry = MetricRegistry()
    registry.counter("requests_total", "Requests.", [("code", "200")]).increment(by: 2)
    registry.counter("requests_total", "Requests.", [("code", "200")]).increment()
    registry.counter("requests_total", "Requests.", [("code", "404")]).increment()
    Timer(label: "http.time", dimensions: [], factory: registry).recordNanoseconds(1_500_000_000)
    Gauge(label: "0 level", dimensions: [], factory: registry).record(4)
    let text = PrometheusText.text(registry.families)
    #expect(
      text.contains("# TYPE requests_total counter\nrequests_total{code=\"200\"} 3\nrequests_total{code=\"404\"} 1\n"))
    #expect(text.contains("# TYPE http_time summary\nhttp_time_sum 1.5\nhttp_time_count 1\n"))
    #expect(text.contains("# TYPE _0_level gauge\n_0_level 4\n"))
  }

  @Test("no more metrics are kept than the bound says")
  func bound() {
    let registry = MetricRegistry()
    for number in 0...MetricRegistry.maximumCount {
      Counter(label: "a", dimensions: [("n", "\(number)")], factory: registry).increment()
    }
    #expect(registry.families.first?.samples.count == MetricRegistry.maximumCount)
  }
}
