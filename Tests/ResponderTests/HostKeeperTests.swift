import DNSWire
import Discovery
import HostSystem
import Logging
import Responder
import ServiceIndex
import Synchronization
import Testing
import ZoneFile

@Suite("Host names from the catalog to the answer", .timeLimit(.minutes(5)))
struct HostKeeperTests {
  @Test("the first question waits until its service's host names are looked up, then has their addresses")
  func answered() async throws {
    let asking = try Asking()
    let (answers, continuation) = AsyncStream.makeStream(of: HostAnswer.self)
    let keeper = HostKeeper(
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      resolve: { lookup in
        guard lookup.family == .ipv4 else { return HostAnswer(addresses: [], lifetime: .seconds(60)) }
        return await answers.first { _ in true }
      }, publish: { [index = asking.index] in index.publish($0) })
    let running = Task { await keeper.run() }
    let instance = Instance(endpoint: try Endpoint("db.example:5432"), created: 1)
    keeper.receive([.service(Service(name: "db", instances: [instance], presence: .known, sources: []))])
    #expect(try asking.send(try query("db.service.local", .a)).outcome == .waits)
    continuation.yield(HostAnswer(addresses: [try Address("192.0.2.1")], lifetime: .seconds(60)))
    await keeper.waitUntilLookedUp("db", until: .now + .seconds(300))
    #expect(try asking.ask("db.service.local", .a, final: true)?.answer == ["db.service.local. 5 IN A 192.0.2.1"])
    #expect(try asking.ask("db.service.local", .aaaa)?.answer == [])
    running.cancel()
    await running.value
  }
}
