import Testing

@testable import Discovery

@Suite("The age of what was good last, where the limit on instances refused what is new")
struct RefusedAgeTests {
  private func instances(_ ports: UInt16...) -> ServiceSet { ServiceSet(ports.map { instance($0, UInt64($0)) }) }

  /// A listing source with `api` and `db`, and a watched one with `web`.
  private func catalog(maximumAge: Int = 60) -> Catalog {
    let limits = StalenessLimits(maximumAge: .seconds(maximumAge), emptyGrace: .zero)
    var catalog = Catalog(sources: [.listing, .watching], limits: limits)
    _ = catalog.receive(.all(["api": instances(1), "db": instances(2)]), from: 0, at: .zero)
    _ = catalog.begin(watching: "web", at: .zero)
    _ = catalog.receive(.current(instances(3)), of: "web", from: 1, at: .zero)
    return catalog
  }

  /// The services that are shown with instances once too old ones are dropped.
  private func names(_ catalog: inout Catalog, at seconds: Int) -> [String] {
    _ = catalog.forget(at: .seconds(seconds))
    return ["api", "db", "web"].filter(catalog.hasInstances)
  }

  @Test("it does not grow old: that is for sources that are lost", arguments: [0, 60])
  func notStale(limit: Int) {
    var catalog = catalog(maximumAge: limit)
    _ = catalog.refuse(["api": 9], from: 0, at: .seconds(1))
    _ = catalog.refuse(["web": 9], from: 1, at: .seconds(1))
    #expect(catalog.service(named: "web")?.sources.contains(.failing) == true)
    #expect(names(&catalog, at: 999) == ["api", "db", "web"])
    _ = catalog.refuse(listing: 99, from: 0, at: .seconds(1000))
    #expect(names(&catalog, at: 1999) == ["api", "db", "web"])
    // Lost, it is old from then on.
    _ = catalog.receive(.lost(reason: "x"), of: "web", from: 1, at: .seconds(2000))
    #expect(names(&catalog, at: 1999 + limit) == ["api", "db", "web"])
    #expect(names(&catalog, at: 2000 + limit) == ["api", "db"])
  }

  @Test("a source that then fails on the service itself makes it old from then on")
  func failing() {
    var catalog = catalog()
    _ = catalog.receive(.failed(reason: "500", known: nil), of: "web", from: 1, at: .seconds(10))
    _ = catalog.refuse(["web": 9], from: 1, at: .seconds(20))
    #expect(names(&catalog, at: 99) == ["api", "db", "web"])
    _ = catalog.receive(.failed(reason: "403", known: nil), of: "web", from: 1, at: .seconds(100))
    #expect(catalog.layers[1].refusals.services.isEmpty && catalog.servicesToAskAgain(99).isEmpty)
    #expect(names(&catalog, at: 159) == ["api", "db", "web"])
    #expect(names(&catalog, at: 160) == ["api", "db"])
  }

  @Test("a service that nobody asks for is let go though it was refused, but not where its source is gone")
  func outOfTouch() {
    var catalog = catalog()
    _ = catalog.receive(.lost(reason: "x"), of: "web", from: 1, at: .seconds(1))
    #expect(catalog.outOfTouch == ["web"])
    _ = catalog.refuse(["web": 9], from: 1, at: .seconds(2))
    #expect(catalog.outOfTouch.isEmpty)
    #expect(catalog.end(watching: "web", at: .seconds(3)).count == 1 && catalog.instanceCount == 2)
    // What is said of it then comes too late.
    #expect(catalog.refuse(["web": 9], from: 1, at: .seconds(4)).isEmpty && catalog.servicesToAskAgain(99).isEmpty)
  }

  @Test("a listing source that is lost after all it has was refused makes that old from then on")
  func lostListing() {
    var catalog = catalog()
    _ = catalog.receive(.lost(reason: "x"), from: 0, at: .seconds(1))
    _ = catalog.refuse(listing: 99, from: 0, at: .seconds(50))
    #expect(catalog.layers[0].isGone && names(&catalog, at: 499) == ["api", "db", "web"])
    _ = catalog.receive(.lost(reason: "x"), from: 0, at: .seconds(500))
    #expect(catalog.layers[0].isGone && catalog.listingsToAskAgain(999).isEmpty)
    #expect(names(&catalog, at: 559) == ["api", "db", "web"])
    #expect(names(&catalog, at: 560) == ["web"])
  }

  @Test("saved, it is as old as what a source confirms, until its source is lost or fails")
  func saved() {
    var catalog = catalog()
    _ = catalog.refuse(["api": 9], from: 0, at: .seconds(1))
    _ = catalog.refuse(["web": 9], from: 1, at: .seconds(1))
    #expect(ages(catalog, at: 100) == ["api": .zero, "db": .zero, "web": .zero])
    _ = catalog.receive(.lost(reason: "x"), from: 0, at: .seconds(100))
    _ = catalog.receive(.failed(reason: "403", known: nil), of: "web", from: 1, at: .seconds(101))
    #expect(ages(catalog, at: 103) == ["api": .seconds(3), "db": .seconds(3), "web": .seconds(2)])
    _ = catalog.refuse(listing: 99, from: 0, at: .seconds(104))
    #expect(ages(catalog, at: 200) == ["api": .zero, "db": .zero, "web": .seconds(99)])
  }

  private func ages(_ catalog: Catalog, at seconds: Int) -> [String: Duration] {
    let saved = CatalogSnapshot(catalog: catalog, sourceNames: ["one", "two"], now: .seconds(seconds)).saved
    return Dictionary(uniqueKeysWithValues: saved.sources.flatMap(\.services).map { ($0.name, $0.age) })
  }

  @Test("restored, it grows old until a listing is refused, and again once its source is lost")
  func restored() {
    let service = SavedCatalog.Service(name: "api", set: instances(1), age: .seconds(30))
    let saved = SavedCatalog(sources: [SavedCatalog.Source(name: "one", services: [service])], recent: [:])
    var catalog = Catalog(sources: [.listing], limits: StalenessLimits(maximumAge: .seconds(60)))
    catalog.restore(saved, age: .zero, sourceNames: ["one"], at: .zero)
    #expect(ages(catalog, at: 5) == ["api": .seconds(35)])
    #expect(!catalog.refuse(listing: 99, from: 0, at: .seconds(10)).isEmpty && !catalog.isWaitingForListing)
    #expect(ages(catalog, at: 100) == ["api": .zero] && names(&catalog, at: 100) == ["api"])
    _ = catalog.receive(.lost(reason: "x"), from: 0, at: .seconds(200))
    #expect(names(&catalog, at: 259) == ["api"] && names(&catalog, at: 260).isEmpty)
  }
}
