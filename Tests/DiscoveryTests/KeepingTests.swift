import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("The keeper of watches, over restarts and outages", .timeLimit(.minutes(5)))
struct KeepingTests {
  private let source = FakeSource()
  private let clock = ManualClock()
  private let shown = Shown()
  private let log = Lines(from: .warning)

  /// How many instances each service has.
  private final class Shown: Sendable {
    private let counts = Guarded<[String: Int]>([:])
    subscript(_ name: String) -> Int? { counts.withLock { $0[name] } }
    func receive(_ changes: [CatalogChange]) {
      for case .service(let service) in changes { counts.withLock { $0[service.name] = service.instances.count } }
    }
  }

  private func keeper(asked: String = "", _ limits: StalenessLimits = StalenessLimits()) -> WatchKeeper<ManualClock> {
    WatchKeeper(
      sources: [.watching(source)], configured: [], limits: limits, clock: clock,
      logger: Logger(label: "test") { [log] _ in log }, wasAsked: { $0 == asked },
      publish: { [shown] in shown.receive($0) })
  }

  private func shows(_ name: String, _ count: Int) async {
    try? await wait { shown[name] == count }
  }

  /// Waits until so many services are watched, and looks whether it stays at that.
  private func areWatched(_ count: Int, _ names: [String]) async {
    try? await wait { names.count(where: { source.watchCount($0) > 0 }) >= count }
    for _ in 0..<1000 { await Task.yield() }
    #expect(names.reduce(0) { $0 + source.watchCount($1) } == count)
  }

  private func saved(_ names: [String]) throws -> SavedCatalog {
    let set = try set("10.0.0.1:80", "10.0.0.2:80")
    let services = names.map { SavedCatalog.Service(name: $0, set: set, age: .zero) }
    return SavedCatalog(sources: [SavedCatalog.Source(name: "fake", services: services)], recent: [:])
  }

  @Test("restored services are shown at once and watched again, the wanted ones first, so many a second")
  func resuming() async throws {
    let keeper = keeper(asked: "s249")
    let names = (0..<250).map { "s\($0)" }
    await keeper.restore(try saved(names), age: .zero)
    let running = Task { await keeper.run() }
    await shows("s0", 2)
    await clock.hasSleeper(until: .seconds(1))
    await areWatched(100, names)
    #expect(source.watchCount("s249") == 1)
    clock.advance(to: .seconds(1))
    await clock.hasSleeper(until: .seconds(2))
    await areWatched(200, names)
    clock.advance(to: .seconds(2))
    await areWatched(250, names)
    source.say(.current(.empty), of: "s0")
    await shows("s0", 0)
    running.cancel()
    await running.value
  }

  @Test("a service that has nothing right after an outage keeps its instances for the grace time, which is counted")
  func holding() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    let asking = Task { await keeper.waitUntilAnswerable("api") }
    await source.tell("api", .current(try set("10.0.0.1:80", "10.0.0.2:80")))
    await shows("api", 2)
    await asking.value
    source.say(.lost(reason: "test"), of: "api")
    try await wait { await !keeper.goneSources.isEmpty }
    source.say(.current(.empty), of: "api")
    await clock.hasSleeper(until: .seconds(10))
    try await wait { await keeper.heldServices != 0 }
    #expect(shown["api"] == 2)
    // The grace time's sleeper may come only after the time was moved on, and then sleeps a little longer.
    var tenths = 100
    while shown["api"] != 0 {
      clock.advance(to: .milliseconds(100 * tenths))
      tenths += 1
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(shown["api"] == 0)
    #expect(await keeper.heldServices == 1)
    running.cancel()
    await running.value
  }

  @Test("where nothing may be stale, what its source has lost is gone at once")
  func noStaleness() async throws {
    let keeper = keeper(StalenessLimits(maximumAge: .zero))
    let running = Task { await keeper.run() }
    let asking = Task { await keeper.waitUntilAnswerable("api") }
    await source.tell("api", .current(try set("10.0.0.1:80")))
    await shows("api", 1)
    await asking.value
    source.say(.lost(reason: "test"), of: "api")
    await shows("api", 0)
    running.cancel()
    await running.value
  }

  @Test("a source that comes back without instances is told of in one line, not in one for each service")
  func holdingMany() async throws {
    let keeper = keeper()
    let names = (0..<20).map { "s\($0 + 10)" }
    await keeper.restore(try saved(names), age: .zero)
    let running = Task { await keeper.run() }
    for name in names { await source.tell(name, .lost(reason: "test")) }
    try await wait { await keeper.standing.sources[0].state == .gone(reason: "test") }
    for name in names { source.say(.current(.empty), of: name) }
    try await wait { await keeper.heldServices == 20 }
    await clock.hasSleeper(until: .seconds(5))
    #expect(log.all.count == 1)
    clock.advance(to: .seconds(5))
    try await wait { log.all.count > 1 }
    #expect(
      log.all.last == """
        fake was gone, and says that 20 services ('s10', 's11', 's12', …) have no instances any more; the last ones are kept \
        as stale for 10.0 seconds from then on, unless they are back before
        """)
    #expect(log.all.count == 2 && shown["s10"] == 2)
    running.cancel()
    await running.value
  }
}
