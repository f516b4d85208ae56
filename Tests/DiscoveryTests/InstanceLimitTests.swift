import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("The limit on instances", .timeLimit(.minutes(5)))
struct InstanceLimitTests {
  private let listing = FakeListing()
  private let other = FakeListing()
  private let source = FakeSource()

  private func keeper(_ maximum: Int) -> WatchKeeper<ManualClock> {
    WatchKeeper(
      sources: [.listing(listing), .listing(other), .watching(source)], configured: ["web"], maximumInstances: maximum,
      clock: ManualClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in true },
      publish: { _ in })
  }

  private func ports(_ name: String, _ keeper: WatchKeeper<ManualClock>) async -> [UInt16] {
    await keeper.services.first { $0.name == name }?.instances.map(\.endpoint.port) ?? []
  }

  private func shows(_ name: String, _ expected: [UInt16], _ keeper: WatchKeeper<ManualClock>) async {
    while await ports(name, keeper) != expected, !Task.isCancelled { await Task.yield() }
  }

  private func instances(_ ports: UInt16...) -> ServiceSet { ServiceSet(ports.map { instance($0, UInt64($0)) }) }

  @Test("what would exceed it is refused, and what was known stays in service")
  func refused() async {
    let keeper = keeper(5)
    let running = Task { await keeper.run() }
    listing.say(.all(["api": instances(1, 2, 3)]))
    await shows("api", [1, 2, 3], keeper)
    other.say(.all(["db": instances(4)]))
    await source.tell("web", .current(instances(5)))
    await shows("web", [5], keeper)
    await shows("db", [4], keeper)
    // A sixth instance, in each of the ways there are; what follows shows that it was looked at.
    listing.say(.all(["api": instances(1, 2, 3, 6)]))
    listing.say(.changed(["api": instances(1, 2, 3, 6), "DX": instances(7)]))
    other.say(.changed(["db": instances(4, 6)]))
    source.say(.current(instances(5, 6)), of: "web")
    while await keeper.refusedServices != ["api", "db", "dx", "web"], !Task.isCancelled { await Task.yield() }
    #expect(await ports("api", keeper) == [1, 2, 3])
    #expect(await ports("db", keeper) == [4])
    #expect(await ports("web", keeper) == [5])
    #expect(await keeper.services.first { $0.name == "web" }?.sources.contains(.failing) == true)
    // With fewer elsewhere there is room again.
    listing.say(.changed(["api": instances(1)]))
    await shows("api", [1], keeper)
    source.say(.current(instances(5, 6)), of: "web")
    await shows("web", [5, 6], keeper)
    running.cancel()
    await running.value
  }

  @Test("a first listing beyond it makes its source one that can't be asked")
  func firstListing() async {
    let keeper = keeper(1)
    let running = Task { await keeper.run() }
    listing.say(.all(["api": instances(1, 2)]))
    while await keeper.standing.sources[0].state != .gone(reason: "more than 1 instances in all, which is the limit"),
      !Task.isCancelled
    {
      await Task.yield()
    }
    listing.say(.all(["api": instances(1)]))
    await shows("api", [1], keeper)
    running.cancel()
    await running.value
  }
}
