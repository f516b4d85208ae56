import HostSystem
import Logging
import TestSupport
import Testing

@testable import Discovery

@Suite("The keeper of host names", .timeLimit(.minutes(5)))
struct HostKeeperTests {
  private let resolver = FakeResolver()
  private let published = Published()
  private let clock = ManualClock()

  private final class Published: Sendable {
    private let services = Guarded<[Service]>([])
    var last: Service? { services.withLock { $0.last } }
    func append(_ service: Service) { services.withLock { $0.append(service) } }
  }

  private func keeper() -> HostKeeper<ManualClock> {
    HostKeeper(
      clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      resolve: { [resolver] in await resolver.resolve($0) },
      publish: { [published] changes in
        for case .service(let service) in changes { published.append(service) }
      })
  }

  private func service(_ name: String, _ endpoints: [String]) throws -> Service {
    let instances = try endpoints.map { Instance(endpoint: try Endpoint($0), created: 1) }
    return Service(name: name, instances: instances, presence: .known, sources: SourceMask(rank: 0))
  }

  /// The newest state of a service, once `isIt` is true of it.
  private func published(_ name: String, where isIt: (Service) -> Bool) async throws -> Service {
    while true {
      if let last = published.last, last.name == name, isIt(last) { return last }
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  @Test("a service is published at once, and again with the addresses of its host names, which are then kept current")
  func refresh() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    keeper.receive([.service(try service("db", ["10.0.0.9:1", "DB.example:5432"]))])
    #expect(published.last?.hosts["DB.example"]?.isAwaited == true)
    resolver.answer("db.example", ["10.0.0.1"], seconds: 30)
    let first = try await published("db") { $0.hosts["DB.example"]?.isAwaited == false }
    #expect(first.hosts["DB.example"]?.ipv4 == [.ipv4(0x0A00_0001)] && first.instances.count == 2)
    resolver.answer("db.example", ["10.0.0.2"], seconds: 30)
    clock.advance(to: .seconds(34))
    _ = try await published("db") { $0.hosts["DB.example"]?.ipv4 == [.ipv4(0x0A00_0002)] }
    running.cancel()
    await running.value
  }

  @Test("a question waits for the first look-up, at most until its time; no other does")
  func waiting() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    await keeper.waitUntilLookedUp("db", until: clock.now.advanced(by: .seconds(1)))
    keeper.receive([.service(try service("db", ["db.example:5432"]))])
    let timed = Task { await keeper.waitUntilLookedUp("db", until: clock.now.advanced(by: .seconds(1))) }
    await clock.hasSleeper(until: .seconds(1))
    clock.advance(to: .seconds(1))
    await timed.value
    let patient = Task { await keeper.waitUntilLookedUp("db", until: clock.now.advanced(by: .seconds(1))) }
    await clock.hasSleeper(until: .seconds(2))
    resolver.answer("db.example", ["10.0.0.1"], seconds: 30)
    await patient.value
    #expect(published.last?.hosts["db.example"]?.ipv4.count == 1)
    running.cancel()
    await running.value
  }

  @Test("a question whose time has come lets no other go on")
  func alarms() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    keeper.receive([.service(try service("db", ["db.example:5432"]))])
    let hasGone = Guarded(false)
    let first = Task { await keeper.waitUntilLookedUp("db", until: clock.now.advanced(by: .seconds(1))) }
    await clock.hasSleeper(until: .seconds(1))
    let second = Task {
      await keeper.waitUntilLookedUp("db", until: clock.now.advanced(by: .seconds(2)))
      hasGone.withLock { $0 = true }
    }
    await clock.hasSleeper(until: .seconds(2))
    clock.advance(to: .seconds(1))
    await first.value
    for _ in 0..<1000 { await Task.yield() }
    #expect(!hasGone.withLock { $0 })
    clock.advance(to: .seconds(2))
    await second.value
    running.cancel()
    await running.value
  }

  @Test("where a look-up fails the service keeps its addresses, as stale")
  func stale() async throws {
    let keeper = keeper()
    let running = Task { await keeper.run() }
    resolver.answer("db.example", ["10.0.0.1"], seconds: 30)
    keeper.receive([.service(try service("db", ["db.example:5432"]))])
    let fresh = try await published("db") { $0.hosts["db.example"]?.isAwaited == false }
    #expect(fresh.sources == SourceMask(rank: 0))
    resolver.fail("db.example")
    clock.advance(to: .seconds(34))
    let stale = try await published("db") { $0.hosts["db.example"]?.isStale == true }
    #expect(stale.sources.contains(.failing) && stale.hosts["db.example"]?.ipv4.count == 1)
    running.cancel()
    await running.value
  }

  private final class Changes: Sendable {
    private let changes = Guarded<[CatalogChange]>([])
    var all: [CatalogChange] { changes.withLock { $0 } }
    func append(_ new: [CatalogChange]) { changes.withLock { $0 += new } }
  }

  @Test("changes that concern no host name go through as they are, and names of a service that is gone are let go")
  func others() async throws {
    let changes = Changes()
    let keeper = HostKeeper(
      clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, resolve: { _ in nil },
      publish: { changes.append($0) })
    let said: [CatalogChange] = [
      .others(.unknown), .stale(SourceMask(rank: 1)), .service(try service("api", ["10.0.0.1:80"])),
      .forgotten(name: "db"),
    ]
    keeper.receive(said)
    #expect(changes.all == said)
  }

  @Test("a service without host names any more is left as it is, and what is found later changes nothing")
  func released() throws {
    var services = HostedServices()
    _ = services.receive(.service(try service("db", ["db.example:5432"])))
    let lookups = services.begin(at: .zero)
    let plain = CatalogChange.service(try service("db", ["10.0.0.1:5432"]))
    let shown = services.receive(plain)
    let found = lookups.flatMap { services.finish($0, nil, at: .zero, random: 0) }
    let later = services.begin(at: .seconds(1))
    #expect(lookups.count == 2 && shown == plain && found.isEmpty && later.isEmpty && !services.isAwaited("db"))
  }
}
