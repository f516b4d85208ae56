import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("Long listings, taken over in parts", .timeLimit(.minutes(5)))
struct LongListingTests {
  /// A listing with spellings, sets without instances, and many services.
  private func listing(_ generator: inout SeededGenerator) -> [String: ServiceSet] {
    var services: [String: ServiceSet] = [:]
    for _ in 0..<Int.random(in: 0...300, using: &generator) {
      let name = ["s", "S", "ä", "Ä"].randomElement(using: &generator).map {
        $0 + "\(Int.random(in: 0...99, using: &generator))"
      }
      let ports = (0..<Int.random(in: 0...2, using: &generator)).map { _ in UInt16.random(in: 1...5, using: &generator)
      }
      services[name ?? ""] = ServiceSet(ports.map { instance($0, UInt64($0)) })
    }
    return services
  }

  private func takeOver(_ services: [String: ServiceSet], _ catalog: inout Catalog, at now: Duration) -> [CatalogChange]
  {
    var listing = LongListing(services)
    catalog.receiveBeginning(of: Catalog.count(services), from: 0)
    let gone = ListingPart(gone: catalog.names(missingIn: listing, from: 0))
    var changes = catalog.receive(part: gone, from: 0, at: now)
    while let part = listing.next() { changes += catalog.receive(part: part, from: 0, at: now) }
    return changes + catalog.receiveEnd(from: 0, at: now)
  }

  private func shown(_ catalog: Catalog) -> [String: Service?] {
    Dictionary(uniqueKeysWithValues: catalog.names.map { ($0, catalog.shown($0)) })
  }

  @Test("lead to the same as at once, and each change is told once", arguments: 0..<20)
  func same(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var (whole, parts) = (
      Catalog(sources: [.listing, .listing], configured: ["s1", "none"]),
      Catalog(sources: [.listing, .listing], configured: ["s1", "none"])
    )
    let other = ListingEvent.all(listing(&generator))
    for step in 0..<6 {
      let services = listing(&generator)
      let now = Duration.seconds(step)
      let atOnce = whole.receive(.all(services), from: 0, at: now)
      let inParts = takeOver(services, &parts, at: now)
      #expect(shown(whole) == shown(parts) && whole.others == parts.others)
      #expect(names(atOnce) == names(inParts) && names(inParts).count == inParts.count)
      #expect(whole.layers[0].instanceCount == parts.layers[0].instanceCount)
      if step == 2 { _ = (whole.receive(other, from: 1, at: now), parts.receive(other, from: 1, at: now)) }
      if step == 3 {
        let lost = ListingEvent.lost(reason: "test")
        _ = (whole.receive(lost, from: 0, at: now), parts.receive(lost, from: 0, at: now))
      }
    }
  }

  /// What changes are about.
  private func names(_ changes: [CatalogChange]) -> Set<String> {
    Set(
      changes.map {
        switch $0 {
        case .service(let service): service.name
        case .forgotten(let name): name
        case .others: "others?"
        case .stale: "stale?"
        }
      })
  }

  @Test("the keeper publishes all of it before anything counts as known to be missing")
  func keeper() async throws {
    let (listing, clock) = (FakeListing(), ManualClock())
    let published = Guarded<[CatalogChange]>([])
    let keeper = WatchKeeper(
      sources: [.listing(listing)], configured: [], clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in false },
      publish: { changes in published.withLock { $0 += changes } })
    let running = Task { await keeper.run() }
    let services = (0..<1000).map { ("s\($0)", ServiceSet([instance(1, 1)])) }
    listing.say(.all(Dictionary(uniqueKeysWithValues: services)))
    await keeper.waitUntilReady()
    let changes = published.withLock { $0 }
    #expect(changes.count == 1002 && changes.first == .others(nil) && changes.last == .others(.unknown))
    listing.say(.all(["s7": ServiceSet([instance(2, 1)])]))
    while published.withLock({ $0.count }) < 2002, !Task.isCancelled { await Task.yield() }
    #expect(await keeper.services.filter { !$0.instances.isEmpty }.map(\.name) == ["s7"])
    running.cancel()
    await running.value
  }
}
