import Testing

@testable import Discovery

@Suite("Services that an earlier run has saved")
struct RestoringTests {
  private func saved(_ names: String..., recent: [String: Duration] = [:]) throws -> SavedCatalog {
    let set = try set("10.0.0.1:80", "10.0.0.2:80")
    let services = names.map { SavedCatalog.Service(name: $0, set: set, age: .seconds(5)) }
    return SavedCatalog(sources: [SavedCatalog.Source(name: "one", services: services)], recent: recent)
  }

  private func restored(
    _ saved: SavedCatalog, age: Duration = .seconds(10), _ kind: Catalog.SourceKind = .watching,
    limits: StalenessLimits = StalenessLimits()
  ) -> Catalog {
    var catalog = Catalog(sources: [kind], limits: limits)
    catalog.restore(saved, age: age, sourceNames: ["one"], at: .zero)
    return catalog
  }

  @Test("they are stale until their source has spoken, whose first word counts", arguments: [true, false])
  func firstWord(isThere: Bool) throws {
    var catalog = restored(try saved("api"))
    #expect(catalog.service(named: "api")?.sources == [SourceMask(rank: 0), .failing])
    #expect(catalog.restoredNames == ["api"])
    #expect(catalog.begin(watching: "api", at: .zero) == [])
    let set = isThere ? try set("10.0.0.1:80") : .empty
    #expect(catalog.receive(.current(set), of: "api", from: 0, at: .seconds(1)).count == 1)
    let service = try #require(catalog.service(named: "api"))
    #expect(service.instances.count == (isThere ? 1 : 0) && service.presence == .known)
    #expect(service.sources == (isThere ? SourceMask(rank: 0) : []) && catalog.restoredNames == [])
  }

  @Test("of a source that lists its services, those go that its first list has not")
  func listing() throws {
    var catalog = restored(try saved("api", "web"), .listing)
    #expect(catalog.isWaitingForListing && catalog.present.count == 3)
    let changes = catalog.receive(.all(["web": try set("10.0.0.9:80")]), from: 0, at: .zero)
    #expect(changes.count == 3 && catalog.service(named: "api")?.instances == [])
    #expect(catalog.service(named: "web")?.instances.count == 1)
  }

  @Test("a source that was gone meanwhile and has nothing then is doubted as ever")
  func outage() throws {
    var catalog = restored(try saved("api"))
    _ = catalog.begin(watching: "api", at: .zero)
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(1))
    #expect(catalog.service(named: "api")?.instances.count == 2)
    _ = catalog.receive(.current(.empty), of: "api", from: 0, at: .seconds(2))
    #expect(catalog.service(named: "api")?.instances.count == 2 && catalog.isHolding("api"))
  }

  @Test("their age goes on over the restart, and what is too old is not restored", arguments: [44, 45])
  func age(maximum: Int) throws {
    let limits = StalenessLimits(maximumAge: .seconds(maximum))
    var catalog = restored(try saved("api"), age: .seconds(39), limits: limits)
    #expect(catalog.service(named: "api")?.instances.count == (maximum == 44 ? nil : 2))
    #expect(catalog.forget(at: .milliseconds(999)) == [])
    _ = catalog.forget(at: .seconds(1))
    #expect(catalog.service(named: "api")?.instances == nil)
  }

  @Test("a service that had instances in the last hour exists still, and no longer")
  func recent() throws {
    let saved = try saved(recent: ["api": .seconds(3000), "web": .seconds(3595)])
    var catalog = restored(saved, .listing)
    _ = catalog.receive(.all([:]), from: 0, at: .zero)
    #expect(catalog.service(named: "api")?.presence == .known && catalog.service(named: "web")?.presence == .unknown)
    #expect(catalog.forget(at: .seconds(590)) == [.forgotten(name: "api")])
  }

  @Test("a source that is configured no longer is forgotten, and where only named services are watched, so are others")
  func configuration() throws {
    var catalog = Catalog(sources: [.watching])
    catalog.restore(try saved("api"), age: .zero, sourceNames: ["other"], at: .zero)
    #expect(catalog.service(named: "api") == nil)
    catalog = Catalog(sources: [.watching], configured: ["web"], watchesConfiguredOnly: true)
    catalog.restore(try saved("api", "web"), age: .zero, sourceNames: ["one"], at: .zero)
    #expect(catalog.service(named: "api")?.instances == [] && catalog.service(named: "web")?.instances.count == 2)
  }

  @Test("what is saved of what was restored is the same, and older")
  func savedAgain() throws {
    let saved = try saved("api", recent: ["web": .seconds(30)])
    let catalog = restored(saved)
    let again = CatalogSnapshot(catalog: catalog, sourceNames: ["one"], now: .seconds(100)).saved
    #expect(again.sources[0].services.map(\.age) == [.seconds(115)])
    #expect(again.sources[0].services.map(\.set) == saved.sources[0].services.map(\.set))
    #expect(again.recent == ["web": .seconds(140)])
  }

  @Test("what a source confirms has no age when it is saved")
  func confirmed() throws {
    var catalog = Catalog(sources: [.watching])
    _ = catalog.begin(watching: "api", at: .zero)
    _ = catalog.receive(.current(try set("10.0.0.1:80")), of: "api", from: 0, at: .zero)
    let before = CatalogSnapshot(catalog: catalog, sourceNames: ["one"], now: .seconds(100)).saved
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(100))
    let after = CatalogSnapshot(catalog: catalog, sourceNames: ["one"], now: .seconds(107)).saved
    #expect([before, after].map { $0.sources[0].services.map(\.age) } == [[.zero], [.seconds(7)]])
  }
}
