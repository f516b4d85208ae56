import Discovery
import TestBackends
import Testing

@testable import Piloted

@Suite("The names of all services of an agent", .timeLimit(.minutes(10)))
struct ConsulCatalogTests {
  @Test(
    "are told now and with each that comes or goes, stay while the agent is gone, and vanish only once that is said twice"
  )
  func names() async throws {
    try await withConsul { consul in
      let log = Newest<[[String]]>([])
      let catalog = try consul.source().catalog
      let reading = Task { for await names in catalog.names() { log.change { $0.append(names) } } }
      #expect(await eventually { log.value.last == ["web"] })
      consul.change { $0.register([FakeInstance("10.0.0.2", id: "api")], as: "api") }
      #expect(await eventually { log.value.last == ["api", "web"] })
      consul.set { $0.faults = [.status(500, "No cluster leader"), .status(500, "No cluster leader")] }
      await consul.drop()
      #expect(await eventually { log.value.count == 3 })
      #expect(log.value.last == ["api", "web"])
      await consul.restart()
      #expect(await eventually { log.value.last == [] })
      #expect(log.value.count == 4 && consul.requests.allSatisfy { $0.target.hasPrefix("/v1/catalog/services?stale") })
      reading.cancel()
    }
  }

  @Test("what is no catalog is none")
  func nonsense() {
    #expect(CatalogQuery().read(Array("[]".utf8)) == nil && CatalogQuery().read(Array("{".utf8)) == nil)
    #expect(CatalogQuery().read(Array(#"{"web": null, "api": ["v1"]}"#.utf8))?.list == ["api", "web"])
  }
}
