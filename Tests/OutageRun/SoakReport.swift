import Foundation

/// The figures of a soak.
struct SoakReport {
  let text: String
  let isRight: Bool

  init(
    _ tally: LoadTally, _ standstills: [(name: String, length: Duration)], _ memory: MemoryCurve,
    _ wear: [(name: String, count: Int)], changes: Int, status: CInt,
    seconds: Int, isVoid: Bool
  ) {
    let quantiles = [0.5, 0.99, 0.999].map { String(format: "%.2f", Double(tally.latencies.quantile($0)) / 1000) }
    let quarters = memory.quarters.map { String(format: "%.1f", Double($0) / 1024) }.joined(separator: ", ")
    let wrong = tally.mistakes.values.reduce(0, +)
    var lines = [
      "soak of \(seconds) s: \(tally.answers) answers, \(wrong) wrong, \(changes) changes of services",
      "p50, p99, p99.9, longest in ms: \(quantiles.joined(separator: ", ")), \(Self.milliseconds(tally.latencies.longest))",
      "longest standstills in ms: "
        + standstills.map { "\($0.name) \(Self.milliseconds($0.length))" }.joined(separator: ", "),
      "memory in MB, medians of quarters: \(quarters)\(memory.isFlat ? "" : ": it grows")",
      "beside: " + wear.map { "\($0.count) \($0.name)" }.joined(separator: ", "),
    ]
    lines += tally.mistakes.map { "\($1) \($0.rawValue)" } + tally.examples
    if status != 0 { lines.append("the server ended with \(status)") }
    let isWorn = wear.allSatisfy { $0.count > 0 } && changes > 0 && tally.answers > 0
    if isVoid {
      lines.append("the registrar stood still so long that its instances expired rightly: this run shows nothing")
    }
    if !isWorn { lines.append("something did not happen at all") }
    text = lines.joined(separator: "\n")
    isRight = wrong == 0 && memory.isFlat && status == 0 && isWorn
  }

  private static func milliseconds(_ time: Duration) -> Int { Int(time / .milliseconds(1)) }
}
