import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("The keeper of watches, telling which services it keeps", .timeLimit(.minutes(5)))
struct HoldingNewsTests {
  private let source = FakeSource()
  private let clock = ManualClock()
  private let log = Lines(from: .warning)

  private func keeper(emptyGrace: Duration) -> WatchKeeper<ManualClock> {
    WatchKeeper(
      sources: [.watching(source)], configured: ["api"], limits: StalenessLimits(emptyGrace: emptyGrace), clock: clock,
      logger: Logger(label: "test") { [log] _ in log }, wasAsked: { _ in false },
      publish: { [log] in Self.note($0, log) })
  }

  /// Notes how many instances are shown.
  private static func note(_ changes: [CatalogChange], _ log: Lines) {
    for case .service(let service) in changes where service.presence == .known {
      log.note("\(service.name): \(service.instances.count)")
    }
  }

  /// Has the source come back without the instances that it had.
  private func hold(_ keeper: WatchKeeper<ManualClock>) async throws {
    await source.tell("api", .current(try set("10.0.0.1:80", "10.0.0.2:80")))
    try await wait { log.all.last == "api: 2" }
    source.say(.lost(reason: "test"), of: "api")
    try await wait { await !keeper.goneSources.isEmpty }
    source.say(.current(.empty), of: "api")
    try await wait { await keeper.heldServices == 1 }
  }

  private func news(_ grace: Int) -> String {
    """
    fake was gone, and says that 'api' has no instances any more; the last ones are kept as stale for \(grace).0 seconds \
    from then on, unless they are back before
    """
  }

  @Test("of a service it is told before it goes, however short the grace time is", arguments: [2, 5])
  func order(grace: Int) async throws {
    let keeper = keeper(emptyGrace: .seconds(grace))
    let running = Task { await keeper.run() }
    try await hold(keeper)
    await clock.hasSleeper(until: .seconds(grace))
    // The timer that gathers the news may not sleep yet, or sleeps as long.
    var tenths = grace * 10
    while log.all.last != "api: 0" {
      clock.advance(to: .milliseconds(100 * tenths))
      tenths += 1
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(log.all.suffix(2) == [news(grace), "api: 0"])
    #expect(log.all.count { $0 == news(grace) } == 1)
    running.cancel()
    await running.value
  }

  @Test("what is not told yet is told at the end")
  func end() async throws {
    let keeper = keeper(emptyGrace: .seconds(10))
    let running = Task { await keeper.run() }
    try await hold(keeper)
    #expect(!log.all.contains(news(10)))
    running.cancel()
    await running.value
    #expect(log.all.last == news(10))
  }
}
