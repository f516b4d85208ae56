import Discovery
import Logging
import HostSystem
import TestSupport
import Testing

@Suite("The keeper of watches", .timeLimit(.minutes(5)))
struct WatchKeeperTests {
  private let source = FakeSource()
  private let published = Published()
  private let clock = ManualClock()

  private final class Published: Sendable {
    let changes = Guarded<[CatalogChange]>([])
    var services: [Service] {
      changes.withLock { $0.compactMap { if case .service(let service) = $0 { service } else { nil } } }
    }
  }

  private func keeper(_ configured: [String] = []) -> WatchKeeper<ManualClock> {
    WatchKeeper(
      sources: [.watching(source)], configured: configured, clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      wasAsked: { _ in false }, publish: { [published] changes in published.changes.withLock { $0 += changes } })
  }

  @Test("what another source lists wakes no question that it does not answer")
  func unrelatedListing() async throws {
    let listing = FakeListing()
    let keeper = WatchKeeper(
      sources: [.listing(listing), .watching(source)], configured: [], clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in false },
      publish: { [published] changes in published.changes.withLock { $0 += changes } })
    let running = Task { await keeper.run() }
    listing.say(.all([:]))
    let isDone = Guarded(false)
    let waiting = Task {
      await keeper.waitUntilAnswerable("api")
      isDone.withLock { $0 = true }
    }
    var starts = source.started.makeAsyncIterator()
    #expect(await starts.next() == "api")
    await clock.hasSleeper(until: .seconds(1))
    listing.say(.changed(["other": try set("10.0.0.1:80")]))
    try await wait { !published.services.isEmpty }
    for _ in 0..<100 { await Task.yield() }
    #expect(isDone.withLock { $0 } == false)
    source.say(.current(.empty), of: "api")
    await waiting.value
    running.cancel()
    await running.value
  }

  @Test("a question starts a watch and goes on when the service is published")
  func onDemand() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    let waiting = Task { await keeper.waitUntilAnswerable("api") }
    var starts = source.started.makeAsyncIterator()
    #expect(await starts.next() == "api" && published.services.isEmpty)
    source.say(.current(try set("10.0.0.1:80")), of: "api")
    // No time passes, so that it is the publication that ends the wait.
    await waiting.value
    #expect(published.services.map(\.name) == ["api"])
    await keeper.waitUntilAnswerable("api")
    running.cancel()
    await running.value
    var ends = source.ended.makeAsyncIterator()
    #expect(await ends.next() == "api")
  }

  @Test("a question waits a second at most, and not at all for a name that can't be watched")
  func timeout() async {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    await keeper.waitUntilAnswerable("not_a_label")
    let waiting = Task { await keeper.waitUntilAnswerable("api") }
    await clock.hasSleeper(until: .seconds(1))
    clock.advance(to: .milliseconds(999))
    await clock.hasSleeper(until: .seconds(1))
    clock.advance(to: .seconds(1))
    await waiting.value
    #expect(published.services.isEmpty)
    running.cancel()
    await running.value
  }

  @Test("configured services are watched from the start, and readiness waits for their first word")
  func configured() async {
    let keeper = keeper(["API"])
    let running = Task { await keeper.run() }
    var starts = source.started.makeAsyncIterator()
    #expect(await starts.next() == "api")
    source.say(.lost(reason: "test"), of: "api")
    await keeper.waitUntilReady()
    #expect(published.services.map(\.presence) == [.unavailable])
    running.cancel()
    await running.value
  }
}
