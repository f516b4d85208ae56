import Discovery
import Logging
import TestSupport
import Testing

@Suite("How sources stand", .timeLimit(.minutes(5)))
struct SourceStandingTests {
  private let source = FakeSource()
  private let listing = FakeListing()
  private let clock = ManualClock()

  private func keeper() -> WatchKeeper<ManualClock> {
    WatchKeeper(
      sources: [.listing(listing), .watching(source)], configured: [], clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in false }, publish: { _ in })
  }

  /// Waits until a source, by rank, stands so.
  private func wait(
    _ keeper: WatchKeeper<ManualClock>, _ rank: Int, until isExpected: (SourceStanding) -> Bool
  ) async throws -> SourceStanding {
    while true {
      let source = await keeper.standing.sources[rank]
      if isExpected(source) { return source }
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  @Test("a list is waited for; a source that is watched only once something is asked of it")
  func ready() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    let before = await keeper.standing
    #expect(before.sources.map(\.state) == [.waiting, .idle] && before.sources.map(\.isReady) == [false, true])
    #expect(before.openWatches == 0 && before.refusedWatches == 0)
    listing.say(.all(["web": ServiceSet([instance(80, 1)])]))
    let listed = try await wait(keeper, 0) { $0.state == .present }
    #expect(listed.isReady && listed.sinceWord == .zero && listed.sinceChange == .zero)
    let waiting = Task { await keeper.waitUntilAnswerable("api") }
    let asked = try await wait(keeper, 1) { $0.state != .idle }
    #expect(asked.state == .waiting && !asked.isReady && asked.sinceWord == nil)
    await source.tell("api", .lost(reason: "why"))
    #expect(try await wait(keeper, 1) { $0.state == .gone(reason: "why") }.isReady == false)
    await source.tell("api", .current(ServiceSet([instance(1, 1)])))
    #expect(try await wait(keeper, 1) { $0.state == .present }.isReady)
    #expect(await keeper.standing.openWatches == 1)
    await waiting.value
    running.cancel()
    await running.value
  }

  @Test("a source that has only refused has told nothing")
  func refusing() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    listing.say(.all([:]))
    let waiting = Task { await keeper.waitUntilAnswerable("api") }
    await source.tell("api", .failed(reason: "403 Forbidden", known: nil))
    let refusing = try await wait(keeper, 1) { $0.state != .idle && $0.state != .waiting }
    #expect(refusing.state == .refusing(reason: "403 Forbidden") && !refusing.isReady && refusing.sinceWord == nil)
    await waiting.value
    await source.tell("api", .current(ServiceSet([instance(1, 1)])))
    #expect(try await wait(keeper, 1) { $0.state == .present }.isReady)
    // From now on it is one service that fails.
    clock.advance(to: .seconds(2))
    await source.tell("api", .failed(reason: "403 Forbidden", known: nil))
    try await TestSupport.wait { await keeper.services.first?.sources.contains(.failing) == true }
    let failing = await keeper.standing.sources[1]
    #expect(failing.state == .present && failing.isReady && failing.sinceWord == .seconds(2))
    running.cancel()
    await running.value
  }

  @Test("a source that was there and is gone leaves the server ready; time since its word goes on")
  func gone() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    listing.say(.all(["web": ServiceSet([instance(80, 1)])]))
    _ = try await wait(keeper, 0) { $0.state == .present }
    clock.advance(to: .seconds(3))
    listing.say(.all(["web": ServiceSet([instance(80, 1)])]))
    _ = try await wait(keeper, 0) { $0.sinceWord == .zero && $0.sinceChange == .seconds(3) }
    listing.say(.lost(reason: "cut"))
    clock.advance(to: .seconds(5))
    let lost = try await wait(keeper, 0) { $0.state == .gone(reason: "cut") }
    #expect(lost.isReady && lost.sinceWord == .seconds(2) && lost.sinceChange == .seconds(5))
    running.cancel()
    await running.value
  }
}
