import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("While a long listing is taken over, its services", .timeLimit(.minutes(5)))
struct TakingOverTests {
  /// Services of one instance each.
  private func services(_ names: Range<Int>) -> [String: ServiceSet] {
    Dictionary(uniqueKeysWithValues: names.map { ("s\($0)", ServiceSet([instance(1, 1)])) })
  }

  @Test("keep what was taken over of a source that was gone, whatever is forgotten between two parts")
  func forgetting() {
    var catalog = Catalog(sources: [.listing], limits: StalenessLimits(maximumAge: .zero))
    _ = catalog.receive(.lost(reason: "test"), from: 0, at: .zero)
    var listing = LongListing(services(0..<200))
    catalog.receiveBeginning(of: 200, from: 0)
    while let part = listing.next() {
      _ = catalog.receive(part: part, from: 0, at: .seconds(1))
      #expect(catalog.forget(at: .seconds(1)) == [])
    }
    _ = catalog.receiveEnd(from: 0, at: .seconds(1))
    #expect(catalog.forget(at: .seconds(1)) == [] && catalog.layers[0].services.count == 200)
  }

  @Test("are not taken over by a task that was cancelled: another one follows their source then")
  func cancelled() async {
    let keeper = WatchKeeper(
      sources: [.listing(FakeListing())], configured: [], clock: ManualClock(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in false }, publish: { _ in })
    let receiving = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      await keeper.receive(.all(services(0..<200)), 0)
      await keeper.receive(.changed(services(0..<1)), 0)
    }
    await receiving.value
    #expect(await keeper.services.isEmpty)
  }

  @Test("count as what they have, from their beginning to their end, and what is gone goes first")
  func count() async {
    let listing = FakeListing()
    let counts = Guarded<(known: Int, most: Int)>((0, 0))
    let keeper = WatchKeeper(
      sources: [.listing(listing)], configured: [], maximumInstances: 300, clock: ManualClock(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, wasAsked: { _ in false },
      publish: { changes in
        for case .service(let service) in changes {
          counts.withLock { $0 = ($0.known + (service.instances.isEmpty ? -1 : 1), max($0.known, $0.most)) }
        }
      })
    let running = Task { await keeper.run() }
    listing.say(.all(services(0..<200)))
    await keeper.waitUntilReady()
    listing.say(.all(services(200..<400)))
    while await keeper.services.filter({ !$0.instances.isEmpty }).last?.name != "s399", !Task.isCancelled {
      #expect(await keeper.catalog.instanceCount == 200)
    }
    #expect(counts.withLock { $0.most } <= 200)
    running.cancel()
    await running.value
  }
}
