/// When what happened in a scenario.
struct OutageTimes: Sendable {
  let began: ContinuousClock.Instant
  let returned: ContinuousClock.Instant
  /// When the source was known to say what there is after.
  let confirmed: ContinuousClock.Instant
  /// When every service was answered so.
  let settled: ContinuousClock.Instant
}

/// The figures of a scenario; times in seconds.
struct ScenarioResult: Codable, Sendable {
  let name: String
  let answers: Int
  let mistakes: [String: Int]
  let examples: [String]
  /// From the beginning of the trouble to the first stale answer, and to the first without instances.
  let firstStale: Double?
  let firstEmpty: Double?
  /// From the source's return to the last stale answer.
  let lastStale: Double?
  /// From the source's first word of what there is after to the time when every service was answered so.
  let settled: Double?
  /// In microseconds.
  let median: Int
  let p99: Int
  /// What is wrong beside answers.
  let complaints: [String]
  let log: String?

  init(
    _ scenario: Scenario, _ tally: LoadTally, times: OutageTimes, isSettled: Bool, standstill: Duration, status: CInt,
    log: String?, seconds: Int
  ) {
    name = scenario.description
    (answers, examples) = (tally.answers, tally.examples)
    mistakes = Dictionary(uniqueKeysWithValues: tally.mistakes.map { ($0.rawValue, $1) })
    firstStale = tally.firstStale.map { ($0 - times.began) / .seconds(1) }
    firstEmpty = tally.firstEmpty.map { ($0 - times.began) / .seconds(1) }
    lastStale = tally.lastStale.map { max(($0 - times.returned) / .seconds(1), 0) }
    settled = isSettled ? (times.settled - times.confirmed) / .seconds(1) : nil
    (median, p99) = (tally.latencies.quantile(0.5), tally.latencies.quantile(0.99))
    self.log = log
    var complaints = isSettled ? [] : ["never answered what there is after"]
    if status != 0 { complaints.append("the server ended with \(status)") }
    if .seconds(seconds) > scenario.detection, firstStale ?? .infinity > (scenario.detection + standstill) / .seconds(1)
    {
      complaints.append("not stale within \(scenario.detection)")
    }
    if answers == 0 { complaints.append("no answer at all") }
    self.complaints = complaints
  }

  var isRight: Bool { mistakes.isEmpty && complaints.isEmpty }
}
