internal import DNSWire
internal import HostSystem
package import Logging
package import Responder

/// Says that a limiter withholds answers, beside the workers, which log nothing.
package struct RateLimitLog: Sendable {
  private let limiter: RateLimiter
  private let logger: Logger

  /// How often the counts are looked at during a burst.
  private static let interval = Duration.seconds(1)

  /// The log of a limiter.
  package init(_ limiter: RateLimiter, _ logger: Logger) { (self.limiter, self.logger) = (limiter, logger) }

  /// Says what there is to say until it is cancelled; nothing wakes it as long as nothing is withheld.
  package func run() async {
    let bell = limiter.counts.bell
    await withTaskCancellationHandler {
      await follow(bell)
    } onCancel: {
      bell.ring()
    }
  }

  private func follow(_ bell: Bell) async {
    var report = RateLimitReport()
    let start = ContinuousClock.now
    while true {
      if report.isQuiet { bell.listen() }
      look(&report, at: ContinuousClock.now - start)
      if Task.isCancelled { return }
      if report.isQuiet {
        await bell.rung()
      } else {
        try? await Task.sleep(for: Self.interval, tolerance: Self.interval)
      }
    }
  }

  private func look(_ report: inout RateLimitReport, at now: Duration) {
    let counts = RateLimitReport.Counts(dropped: limiter.counts.dropped, truncated: limiter.counts.truncated)
    if let line = report.look(counts, network, at: now) { logger.warning("\(line)") }
  }

  private var network: String {
    limiter.counts.last.map { "\($0.network.text)/\($0.prefix)" } ?? "an unknown network"
  }
}
