import Discovery
import Testing

@Suite("The catalog: sources merged, presence and staleness")
struct CatalogTests {
  private let zero = Duration.zero

  private func text(_ service: Service?) -> String? {
    service.map {
      "\($0.instances.map(\.endpoint.description).joined(separator: " ")) \($0.presence) \($0.sources.rawValue)"
    }
  }

  @Test("a listing source's services, and what changes in them, each change once")
  func listing() throws {
    var catalog = Catalog(sources: [.listing])
    #expect(catalog.others == nil && catalog.isWaitingForListing)
    let first = catalog.receive(.all(["API": try set("10.0.0.1:80"), "empty": .empty]), from: 0, at: zero)
    #expect(first.contains(.others(.unknown)) && first.count == 3)
    #expect(text(catalog.service(named: "api")) == "10.0.0.1:80 known 1")
    #expect(text(catalog.service(named: "empty")) == " known 0")
    #expect(catalog.receive(.all(["api": try set("10.0.0.1:80"), "empty": .empty]), from: 0, at: zero) == [])
    let second = catalog.receive(.changed(["api": try set("10.0.0.1:80", "10.0.0.2:80")]), from: 0, at: zero)
    #expect(second.count == 1 && text(catalog.service(named: "api")) == "10.0.0.1:80 10.0.0.2:80 known 1")
  }

  @Test("a service that had instances is known for an hour without, and then one of the others")
  func seenLately() throws {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all(["api": try set("10.0.0.1:80")]), from: 0, at: zero)
    _ = catalog.receive(.changed(["api": .empty]), from: 0, at: .seconds(10))
    #expect(text(catalog.service(named: "api")) == " known 0")
    #expect(catalog.forget(at: .seconds(3609)) == [])
    #expect(catalog.forget(at: .seconds(3610)) == [.forgotten(name: "api")])
  }

  @Test("where two sources know a service the first-ranked comes first, whatever the ages; an endpoint stands once")
  func merged() throws {
    var catalog = Catalog(sources: [.listing, .listing])
    _ = catalog.receive(
      .all(["api": ServiceSet([try instance("10.0.0.1:80", 900), try instance("10.0.0.2:80", 950)])]), from: 0, at: zero
    )
    _ = catalog.receive(
      .all(["api": ServiceSet([try instance("10.0.0.3:80", 1), try instance("10.0.0.1:80", 2)])]), from: 1, at: zero)
    #expect(text(catalog.service(named: "api")) == "10.0.0.1:80 10.0.0.2:80 10.0.0.3:80 known 3")
    _ = catalog.receive(.changed(["api": .empty]), from: 0, at: zero)
    #expect(text(catalog.service(named: "api")) == "10.0.0.3:80 10.0.0.1:80 known 2")
  }

  enum Said: CaseIterable { case nothing, none, some, lost }

  @Test(
    "is there such a service: what one watched source said, then what became of it",
    arguments: [
      ([], nil), ([.none], "unknown"), ([.some], "known"), ([.lost], "unavailable"), ([.none, .lost], "unavailable"),
      ([.some, .lost], "known"), ([.some, .none], "known"), ([.lost, .none], "unknown"),
      ([.some, .none, .lost], "unavailable"),
    ] as [([Said], String?)])
  func presence(said: [Said], expected: String?) throws {
    var catalog = Catalog(sources: [.watching])
    _ = catalog.begin(watching: "api", at: zero)
    for word in said { _ = catalog.receive(try event(word), of: "api", from: 0, at: zero) }
    #expect(catalog.service(named: "api").map { "\($0.presence)" } == expected)
  }

  @Test(
    "two sources: what the first and the second say",
    arguments: [
      (.nothing, .none, nil), (.nothing, .some, "known"), (.nothing, .lost, nil), (.none, .none, "unknown"),
      (.none, .lost, "unavailable"),
      (.lost, .lost, "unavailable"), (.some, .lost, "known"), (.none, .some, "known"),
    ] as [(Said, Said, String?)])
  func twoSources(first: Said, second: Said, expected: String?) throws {
    var catalog = Catalog(sources: [.watching, .watching])
    _ = catalog.begin(watching: "api", at: zero)
    for (rank, word) in [first, second].enumerated() where word != .nothing {
      _ = catalog.receive(try event(word), of: "api", from: rank, at: zero)
    }
    #expect(catalog.service(named: "api").map { "\($0.presence)" } == expected)
  }

  @Test("two sources that know a service, row by row: what is shown while one is down, lost, or back with less")
  func twoSourcesOverTime() throws {
    var catalog = Catalog(sources: [.watching, .watching])
    _ = catalog.begin(watching: "api", at: zero)
    let first = ServiceSet([try instance("10.0.0.1:80", 900), try instance("10.0.0.2:80", 950)])
    let second = ServiceSet([try instance("10.0.0.2:80", 1), try instance("10.0.0.3:80", 2)])
    let rows: [(Int, WatchEvent, String, SourceMask)] = [
      // The second one is up while the first is down from the start: what it knows is shown, and is not stale.
      (0, .lost(reason: "x"), "unanswered", [SourceMask(rank: 0)]),
      (1, .current(second), "10.0.0.2:80 10.0.0.3:80 known 2", [SourceMask(rank: 0)]),
      // The first is there: it ranks first, whatever the ages; an endpoint that both know is its own.
      (0, .current(first), "10.0.0.1:80 10.0.0.2:80 10.0.0.3:80 known 3", []),
      // The second is lost: its instances stay, stale.
      (1, .lost(reason: "x"), "10.0.0.1:80 10.0.0.2:80 10.0.0.3:80 known 3", [SourceMask(rank: 1)]),
      // It is back with less: what vanished is gone, the rest never blinked.
      (1, .current(ServiceSet([try instance("10.0.0.2:80", 1)])), "10.0.0.1:80 10.0.0.2:80 known 1", []),
      // The first has none any more: the second's word counts.
      (0, .current(.empty), "10.0.0.2:80 known 2", []),
      // The first is lost: it has said that it has none, so nothing of it is stale but the source.
      (0, .lost(reason: "x"), "10.0.0.2:80 known 2", [SourceMask(rank: 0)]),
      // The second has none, and the first can't be asked: nobody can say that there is no such service.
      (1, .current(.empty), "unavailable", [SourceMask(rank: 0)]),
      (0, .current(.empty), "known", []),
    ]
    var gone: SourceMask = []
    for (number, (rank, event, expected, stale)) in rows.enumerated() {
      // So long after one another that no source has come back just now.
      let changes = catalog.receive(event, of: "api", from: rank, at: .seconds(60 * number))
      for case .stale(let now) in changes { gone = now }
      let service = catalog.service(named: "api")
      let shown =
        switch service {
        case nil: "unanswered"
        case let service? where service.instances.isEmpty: "\(service.presence)"
        case let service?: text(service)
        }
      #expect(shown == expected && gone == stale, "row \(number)")
    }
  }

  @Test("names that differ only in case are one service, and each comes and goes by itself")
  func spellings() throws {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all(["web": try set("10.0.0.1:80")]), from: 0, at: zero)
    let rows: [([String: ServiceSet], String)] = [
      (["Web": try set("10.0.0.2:80")], "10.0.0.1:80 10.0.0.2:80"),
      (["WEB": try set("10.0.0.3:80")], "10.0.0.1:80 10.0.0.2:80 10.0.0.3:80"),
      (["Web": .empty], "10.0.0.1:80 10.0.0.3:80"), (["web": .empty], "10.0.0.3:80"), (["WEB": .empty], ""),
      (["web": try set("10.0.0.4:80")], "10.0.0.4:80"),
    ]
    for (change, expected) in rows {
      _ = catalog.receive(.changed(change), from: 0, at: zero)
      let endpoints = catalog.service(named: "web")?.instances.map(\.endpoint.description).sorted() ?? []
      #expect(endpoints.joined(separator: " ") == expected)
    }
  }

  @Test("who leads is the first-ranked source's word: also that nobody does")
  func appointed() throws {
    var catalog = Catalog(sources: [.watching, .watching])
    _ = catalog.begin(watching: "api", at: zero)
    let instances = [try instance("10.0.0.1:80", 1), try instance("10.0.0.2:80", 2)]
    let appointed = ServiceSet(instances, leadership: .appointed(instances[1].endpoint))
    _ = catalog.receive(.current(appointed), of: "api", from: 0, at: zero)
    _ = catalog.receive(.current(try set("10.0.0.9:80")), of: "api", from: 1, at: zero)
    #expect(text(catalog.service(named: "api")) == "10.0.0.2:80 10.0.0.1:80 10.0.0.9:80 known 3")
    #expect(catalog.service(named: "api")?.hasLeader == true)
    _ = catalog.receive(
      .current(ServiceSet(instances, leadership: .appointed(nil))), of: "api", from: 0, at: zero)
    #expect(text(catalog.service(named: "api")) == "10.0.0.1:80 10.0.0.2:80 10.0.0.9:80 known 3")
    #expect(catalog.service(named: "api")?.hasLeader == false)
  }

  @Test("where only named services are watched, all others are unknown, but those that a source lists")
  func restricted() throws {
    var catalog = Catalog(sources: [.listing, .watching], configured: ["web"], watchesConfiguredOnly: true)
    #expect(catalog.others == nil)
    _ = catalog.receive(.all(["listed": try set("10.0.0.1:80")]), from: 0, at: zero)
    _ = catalog.begin(watching: "web", at: zero)
    #expect(catalog.others == .unknown && catalog.service(named: "other")?.presence == .unknown)
    #expect(catalog.service(named: "web") == nil && catalog.service(named: "listed")?.presence == .known)
    _ = catalog.receive(.lost(reason: "x"), of: "web", from: 1, at: zero)
    #expect(catalog.others == .unknown && catalog.service(named: "web")?.presence == .unavailable)
  }

  @Test("a configured service is awaited where the others do not exist, and not taken for one of them")
  func awaited() throws {
    var catalog = Catalog(sources: [.watching], configured: ["web"], watchesConfiguredOnly: true)
    let awaited = Service(name: "web", instances: [], presence: .awaited, sources: [])
    #expect(catalog.present == [.others(.unknown), .service(awaited)])
    #expect(catalog.begin(watching: "web", at: zero) == [])
    let db = Service(name: "db", instances: [], presence: .awaited, sources: [])
    #expect(catalog.configure(["web", "DB"], at: zero) == [.service(db)])
    let changes = catalog.receive(.current(.empty), of: "web", from: 0, at: zero)
    #expect(changes == [.service(Service(name: "web", instances: [], presence: .known, sources: []))])
    #expect(catalog.configure(["web"], at: zero) == [.forgotten(name: "db")])
  }

  @Test("what fails for one service makes that one stale alone, and has no say about its existence")
  func failed() throws {
    var catalog = Catalog(sources: [.watching], configured: ["web", "db"])
    for name in ["web", "db"] {
      _ = catalog.begin(watching: name, at: zero)
      _ = catalog.receive(.current(try set("10.0.0.1:80")), of: name, from: 0, at: zero)
    }
    let changes = catalog.receive(.failed(reason: "500", known: nil), of: "web", from: 0, at: zero)
    #expect(changes.count == 1 && catalog.service(named: "web")?.sources == [SourceMask(rank: 0), .failing])
    #expect(catalog.service(named: "db")?.sources == SourceMask(rank: 0))
    _ = catalog.receive(.failed(reason: "500", known: try set("10.0.0.2:80")), of: "web", from: 0, at: zero)
    #expect(text(catalog.service(named: "web"))?.hasPrefix("10.0.0.2:80 known") == true)
    _ = catalog.receive(.failed(reason: "500", known: .empty), of: "web", from: 0, at: zero)
    #expect(catalog.service(named: "web")?.presence == .unavailable)
    _ = catalog.receive(.current(try set("10.0.0.1:80")), of: "web", from: 0, at: zero)
    #expect(catalog.service(named: "web")?.sources == SourceMask(rank: 0))
  }

  private func event(_ said: Said) throws -> WatchEvent {
    switch said {
    case .some: .current(try set("10.0.0.1:80"))
    case .lost: .lost(reason: "test")
    case .none, .nothing: .current(.empty)
    }
  }

  @Test("a configured service exists without instances")
  func configured() {
    var catalog = Catalog(sources: [.watching], configured: ["API"])
    _ = catalog.begin(watching: "api", at: zero)
    #expect(catalog.receive(.current(.empty), of: "api", from: 0, at: zero).count == 1)
    #expect(catalog.service(named: "api")?.presence == .known)
  }

  @Test("a source is stale while one of its watches is lost; what vanished meanwhile is gone once it is back")
  func stale() throws {
    var catalog = Catalog(sources: [.listing, .watching])
    _ = catalog.receive(.all([:]), from: 0, at: zero)
    _ = catalog.begin(watching: "api", at: zero)
    _ = catalog.receive(.current(try set("10.0.0.1:80", "10.0.0.2:80")), of: "api", from: 1, at: zero)
    #expect(catalog.receive(.lost(reason: "x"), of: "api", from: 1, at: zero) == [.stale(SourceMask(rank: 1))])
    #expect(catalog.service(named: "api")?.instances.count == 2)
    let back = catalog.receive(.current(try set("10.0.0.2:80")), of: "api", from: 1, at: zero)
    #expect(back.first == .stale([]) && back.count == 2)
    #expect(text(catalog.service(named: "api")) == "10.0.0.2:80 known 2")
  }

  @Test("a watch that is let go leaves nothing behind; its late events change nothing")
  func letGo() throws {
    var catalog = Catalog(sources: [.watching])
    _ = catalog.begin(watching: "nope", at: zero)
    _ = catalog.receive(.current(.empty), of: "nope", from: 0, at: zero)
    #expect(catalog.end(watching: "nope", at: zero) == [.forgotten(name: "nope")])
    #expect(catalog.receive(.current(try set("10.0.0.1:80")), of: "nope", from: 0, at: zero) == [])
    #expect(catalog.names.isEmpty && catalog.others == nil)
  }
}

@Suite("Watches on demand, within bounds")
struct WatchTableTests {
  @Test("where only named services are watched, no other is, and that is no refusal by a bound")
  func restricted() {
    var table = WatchTable(startsConfiguredOnly: true)
    table.configure("web", at: .zero)
    #expect(table.ask("web", at: .zero) == .watched && table.ask("other", at: .zero) == .refused)
    #expect(table.refusedCount == 0)
  }

  @Test("new watches come out of a bucket")
  func bucket() {
    var table = WatchTable()
    let burst = (0..<1000).count { table.ask("n\($0)", at: .zero) == .start(letGo: nil) }
    #expect(
      burst == WatchTable.burst && table.ask("n0", at: .zero) == .watched && table.ask("new", at: .zero) == .refused)
    let later = (0..<1000).count { table.ask("m\($0)", at: .seconds(2)) == .start(letGo: nil) }
    #expect(later == 2 * WatchTable.rate)
  }

  @Test("the number is bounded: an unknown name's watch is let go first, then the one asked for longest ago")
  func bound() {
    var table = WatchTable()
    for number in 0..<WatchTable.maximumCount {
      #expect(table.ask("n\(number)", at: .seconds(number)) == .start(letGo: nil))
      table.note("n\(number)", isKnown: number != 5000)
    }
    #expect(table.ask("x", at: .seconds(20_000)) == .start(letGo: "n5000"))
    table.note("x", isKnown: true)
    #expect(table.ask("y", at: .seconds(20_001)) == .start(letGo: "n0"))
    #expect(table.names.count == WatchTable.maximumCount)
  }

  @Test("nobody asks: an unknown name goes after a minute, a known one after ten, a configured one never")
  func idle() {
    var table = WatchTable()
    table.configure("configured", at: .zero)
    for name in ["known", "unknown", "wanted"] { _ = table.ask(name, at: .zero) }
    table.note("known", isKnown: true)
    #expect(table.letGo(at: .seconds(60)) { $0 == "wanted" } == ["unknown"])
    #expect(Set(table.letGo(at: .seconds(600)) { _ in false }) == ["known", "wanted"])
    #expect(table.names == ["configured"])
  }

  @Test(
    "only a label can be watched because it is asked for",
    arguments: ["", "a_b", "a.b", "A", String(repeating: "a", count: 64), "ä"])
  func unwatchable(name: String) {
    var table = WatchTable()
    #expect(table.ask(name, at: .zero) == .refused)
  }
}
