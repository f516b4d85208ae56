import Foundation

/// The figures of all scenarios as lines of text.
struct OutageTable {
  let text: String

  init(_ results: [ScenarioResult], seconds: Int) {
    let order = Scenario.all.map(\.description)
    let sorted = results.sorted { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
    let head = ["source, \(seconds) s", "answers", "wrong", "stale", "empty", "live", "new set", "p50 ms", "p99 ms"]
    let rows = [head] + sorted.map(Self.row)
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }
    text = (lines + Self.legend + sorted.flatMap(Self.troubles)).joined(separator: "\n")
  }

  private static let legend = [
    "", "stale, empty: seconds from the outage's beginning to the first such answer",
    "live: seconds from the source's return to the last stale answer",
    "new set: seconds from the source's word to the time when all services were answered so",
  ]

  private static func row(_ result: ScenarioResult) -> [String] {
    let wrong = result.mistakes.values.reduce(0, +)
    let times = [result.firstStale, result.firstEmpty, result.lastStale, result.settled].map { time in
      time.map { String(format: "%.1f", $0) } ?? "-"
    }
    let latencies = [result.median, result.p99].map { String(format: "%.2f", Double($0) / 1000) }
    return [result.name, "\(result.answers)", "\(wrong)"] + times + latencies
  }

  private static func troubles(_ result: ScenarioResult) -> [String] {
    let mistakes = result.mistakes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let all = mistakes + result.complaints + result.examples + (result.log.map { [$0] } ?? [])
    return all.map { "\(result.name): \($0)" }
  }
}
