internal import DNSWire
package import Logging
package import Responder

/// Says that a limiter withholds answers, beside the workers, which log nothing.
package struct RateLimitLog: Sendable {
  private let limiter: RateLimiter
  private let logger: Logger

  /// How often the counts are looked at.
  private static let interval = Duration.seconds(1)

  /// The log of a limiter.
  package init(_ limiter: RateLimiter, _ logger: Logger) { (self.limiter, self.logger) = (limiter, logger) }

  /// Looks at the limiter's counts until it is cancelled.
  package func run() async {
    var report = RateLimitReport()
    let start = ContinuousClock.now
    while (try? await Task.sleep(for: Self.interval, tolerance: Self.interval)) != nil {
      let counts = RateLimitReport.Counts(dropped: limiter.counts.dropped, truncated: limiter.counts.truncated)
      guard let line = report.look(counts, network, at: ContinuousClock.now - start) else { continue }
      logger.warning("\(line)")
    }
  }

  private var network: String {
    limiter.counts.last.map { "\($0.network.text)/\($0.prefix)" } ?? "an unknown network"
  }
}
