import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("What the limit on instances refused comes back", .timeLimit(.minutes(1)))
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

  @Test("nobody is asked again while there is no room, nor twice before it has answered")
  func patience() throws {
    var catalog = Catalog(sources: [.listing, .watching])
    _ = catalog.receive(.all(["api": instances(1, 2)]), from: 0, at: .zero)
    _ = catalog.begin(watching: "web", at: .zero)
    _ = catalog.refuse(["api": 4], from: 0, at: .zero)
    _ = catalog.refuse(["web": 2], from: 1, at: .zero)
    #expect(catalog.listingsToAskAgain(3) == [] && catalog.servicesToAskAgain(3) == [])
    #expect(catalog.listingsToAskAgain(4) == [0] && catalog.servicesToAskAgain(4) == ["web"])
    catalog.layers[0].refusals.noteAsked()
    catalog.noteAsked(for: "web")
    #expect(catalog.listingsToAskAgain(4) == [] && catalog.servicesToAskAgain(4) == [])
    _ = catalog.receive(.changed(["api": instances(1)]), from: 0, at: .zero)
    #expect(catalog.layers[0].refusals.services.isEmpty && catalog.layers[0].doubts.isEmpty)
  }

  @Test("a new service that was refused is not one that does not exist")
  func new() {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all([:]), from: 0, at: .zero)
    #expect(catalog.refuse(["New": 2], from: 0, at: .zero).count == 1)
    #expect(catalog.service(named: "new")?.presence == .unavailable)
    #expect(catalog.receive(.all([:]), from: 0, at: .zero) == [.forgotten(name: "new")])
  }

  @Test("too many refused services count as a refused listing")
  func many() {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all(["api": instances(1)]), from: 0, at: .zero)
    let names = (0...Refusals.maximumServices).map { ("s\($0)", 2) }
    _ = catalog.refuse(Dictionary(uniqueKeysWithValues: names), from: 0, at: .zero)
    #expect(catalog.layers[0].refusals.services.isEmpty && catalog.layers[0].isGone)
    #expect(catalog.layers[0].wanted == names.count * 2 + 1)
  }

  @Test("services that change together are counted one after the other, each spelling for itself")
  func together() {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all(["web": instances(1, 2)]), from: 0, at: .zero)
    let changed = ["a": instances(3, 4), "b": instances(5, 6), "c": instances(7)]
    #expect(catalog.admissible(changed, from: 0, 5).keys.sorted() == ["a", "c"])
    #expect(catalog.admissible(["Web": instances(3, 4)], from: 0, 3).isEmpty)
    #expect(catalog.admissible(["web": instances(3, 4)], from: 0, 1).count == 1)
  }

  @Test("what was refused does not make old what was good last: that is for sources that are lost", arguments: [0, 60])
  func notStale(limit: Int) {
    var catalog = Catalog(
      sources: [.listing, .watching], limits: StalenessLimits(maximumAge: .seconds(limit), emptyGrace: .zero))
    _ = catalog.receive(.all(["api": instances(1), "db": instances(2)]), from: 0, at: .zero)
    _ = catalog.begin(watching: "web", at: .zero)
    _ = catalog.receive(.current(instances(3)), of: "web", from: 1, at: .zero)
    _ = catalog.refuse(["api": 9], from: 0, at: .seconds(1))
    _ = catalog.refuse(["web": 9], from: 1, at: .seconds(1))
    _ = catalog.receive(.failed(reason: "refused", known: nil), of: "web", from: 1, at: .seconds(1))
    #expect(catalog.forget(at: .seconds(999)).isEmpty && ["api", "db", "web"].allSatisfy(catalog.hasInstances))
    // All that it lists.
    catalog.layers[0].refusals.listing = Refusals.Refusal(count: 99)
    _ = catalog.receive(.lost(reason: "refused"), from: 0, at: .seconds(1000))
    #expect(catalog.forget(at: .seconds(1999)).isEmpty && ["api", "db"].allSatisfy(catalog.hasInstances))
    // Lost, it is old from then on.
    _ = catalog.receive(.lost(reason: "x"), of: "web", from: 1, at: .seconds(2000))
    #expect(catalog.forget(at: .seconds(1999 + limit)).isEmpty && catalog.hasInstances("web"))
    #expect(!catalog.forget(at: .seconds(2000 + limit)).isEmpty && !catalog.hasInstances("web"))
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
