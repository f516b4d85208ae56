import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("What the limit on instances refused comes back", .timeLimit(.minutes(5)))
struct RefusalTests {
  private let listing = FakeListing()
  private let other = FakeListing()
  private let source = FakeSource()
  private let clock = ManualClock()
  private let keeper: WatchKeeper<ManualClock>

  init() {
    keeper = WatchKeeper(
      sources: [.listing(listing), .listing(other), .watching(source)], configured: ["web"], maximumInstances: 5,
      clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in true },
      publish: { _ in })
  }

  private func instances(_ ports: UInt16...) -> ServiceSet { ServiceSet(ports.map { instance($0, UInt64($0)) }) }

  private func service(_ name: String) async -> Service? { await keeper.services.first { $0.name == name } }

  private func shows(_ name: String, _ ports: [UInt16], isStale: Bool = false) async {
    while !Task.isCancelled {
      let service = await service(name)
      let isFailing = service?.sources.contains(.failing) ?? false
      if service?.instances.map(\.endpoint.port) == ports, isFailing == isStale { return }
      await Task.yield()
    }
  }

  /// Fills the limit, and has one more instance of each kind refused.
  private func run() async -> Task<Void, Never> {
    let running = Task { [keeper] in await keeper.run() }
    listing.say(.all(["api": instances(1, 2)]))
    other.say(.all(["db": instances(3, 4)]))
    await source.tell("web", .current(instances(5)))
    await shows("web", [5])
    await shows("api", [1, 2])
    await shows("db", [3, 4])
    return running
  }

  private func sweep() async {
    await clock.hasSleeper(until: .seconds(10))
    clock.advance(to: .seconds(10))
  }

  @Test("a refused change makes its service stale, and its source is asked again once there is room")
  func change() async {
    let running = await run()
    listing.say(.changed(["api": instances(2, 6, 7)]))
    await shows("api", [1, 2], isStale: true)
    other.say(.changed(["db": instances(3)]))
    await shows("db", [3])
    await sweep()
    while listing.listingCount < 2, !Task.isCancelled { await Task.yield() }
    listing.say(.all(["api": instances(2, 6, 7)]))
    await shows("api", [2, 6, 7])
    #expect(other.listingCount == 1 && source.watchCount("web") == 1)
    running.cancel()
    await running.value
  }

  @Test("a watch that was refused is begun again once there is room")
  func watch() async {
    let running = await run()
    source.say(.current(instances(6, 7)), of: "web")
    await shows("web", [5], isStale: true)
    other.say(.changed(["db": instances(3)]))
    await shows("db", [3])
    await sweep()
    while source.watchCount("web") < 2, !Task.isCancelled { await Task.yield() }
    source.say(.current(instances(6, 7)), of: "web")
    await shows("web", [6, 7])
    #expect(listing.listingCount == 1 && other.listingCount == 1)
    running.cancel()
    await running.value
  }

  @Test("a change after a refused listing does not make it complete, and its source is asked again")
  func wholeListing() async {
    let running = await run()
    other.say(.all(["db": instances(3, 4, 6), "new": instances(7)]))
    other.say(.changed(["db": instances(4)]))
    await shows("db", [4])
    let reason = "more than 5 instances in all, which is the limit"
    #expect(await keeper.standing.sources[1].state == .gone(reason: reason))
    await sweep()
    while other.listingCount < 2, !Task.isCancelled { await Task.yield() }
    other.say(.all(["db": instances(4), "new": instances(7)]))
    await shows("new", [7])
    #expect(await keeper.standing.sources[1].state == .present)
    running.cancel()
    await running.value
  }

  @Test("a services file that grows beyond the limit stays as it was, though nothing may be stale")
  func nothingStale() async {
    let listing = FakeListing()
    let keeper = WatchKeeper(
      sources: [.listing(listing)], configured: [], limits: StalenessLimits(maximumAge: .zero), maximumInstances: 2,
      clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in true },
      publish: { _ in })
    let running = Task { await keeper.run() }
    listing.say(.all(["api": instances(1, 2)]))
    while await keeper.services.first?.instances.count != 2, !Task.isCancelled { await Task.yield() }
    listing.say(.all(["api": instances(1, 2, 3)]))
    while await keeper.goneSources.isEmpty, !Task.isCancelled { await Task.yield() }
    #expect(await keeper.services.first?.instances.count == 2)
    running.cancel()
    await running.value
  }
}
