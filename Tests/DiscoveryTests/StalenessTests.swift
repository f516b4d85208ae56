import Testing

@testable import Discovery

@Suite("What sources do not confirm any more")
struct StalenessTests {
  private func watched(_ limits: StalenessLimits = StalenessLimits()) throws -> Catalog {
    var catalog = Catalog(sources: [.watching], limits: limits)
    _ = catalog.begin(watching: "api", at: .zero)
    _ = catalog.receive(.current(try set("10.0.0.1:80", "10.0.0.2:80")), of: "api", from: 0, at: .zero)
    return catalog
  }

  @Test("instances are dropped a day after their source was gone, and then nobody can say whether they exist")
  func maximumAge() throws {
    var catalog = try watched()
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(100))
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(5000))
    #expect(catalog.forget(at: .seconds(86_499)) == [])
    #expect(catalog.service(named: "api")?.instances.count == 2)
    #expect(catalog.forget(at: .seconds(86_500)).count == 1)
    #expect(catalog.service(named: "api")?.presence == .unavailable)
    _ = catalog.receive(.current(try set("10.0.0.1:80")), of: "api", from: 0, at: .seconds(86_600))
    #expect(catalog.forget(at: .seconds(999_999)) == [] && catalog.service(named: "api")?.instances.count == 1)
  }

  @Test("a service of which no source can say how things are is not let go, whoever asks for it")
  func outOfTouch() throws {
    var catalog = try watched()
    #expect(catalog.outOfTouch == [])
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(100))
    #expect(catalog.outOfTouch == ["api"])
    _ = catalog.receive(.current(.empty), of: "api", from: 0, at: .seconds(200))
    #expect(catalog.outOfTouch == [])
    _ = catalog.receive(.failed(reason: "500", known: nil), of: "api", from: 0, at: .seconds(205))
    #expect(catalog.outOfTouch == ["api"])
    _ = catalog.receive(.current(try set("10.0.0.1:80")), of: "api", from: 0, at: .seconds(210))
    #expect(catalog.outOfTouch == [])
  }

  @Test("a listing source that was gone for too long has said nothing any more")
  func maximumAgeOfListing() throws {
    var catalog = Catalog(sources: [.listing], limits: StalenessLimits(maximumAge: .seconds(60)))
    _ = catalog.receive(.all(["api": try set("10.0.0.1:80")]), from: 0, at: .zero)
    _ = catalog.receive(.lost(reason: "x"), from: 0, at: .seconds(10))
    #expect(catalog.forget(at: .seconds(69)) == [])
    let changes = catalog.forget(at: .seconds(70))
    #expect(changes.contains(.others(.unavailable)))
    #expect(catalog.service(named: "api")?.presence == .unavailable)
  }

  @Test("a service that fails alone is dropped alone; one that is found again in part is as young as that")
  func failing() throws {
    var catalog = try watched(StalenessLimits(maximumAge: .seconds(60)))
    _ = catalog.receive(.failed(reason: "500", known: nil), of: "api", from: 0, at: .zero)
    _ = catalog.receive(.failed(reason: "500", known: try set("10.0.0.9:80")), of: "api", from: 0, at: .seconds(50))
    #expect(catalog.forget(at: .seconds(109)) == [])
    #expect(catalog.forget(at: .seconds(110)).count == 1)
  }

  /// What a source says, and when, in seconds.
  enum Step { case lost(Int), failed(Int), some(Int), one(Int), none(Int), noneForSure(Int), release(Int) }

  /// A source that is gone and back without instances, every nine seconds.
  private static let flapping: [Step] = [
    .lost(100), .none(200), .lost(209), .none(210), .lost(218), .none(219), .lost(227), .none(228),
  ]

  /// A source that is gone as soon as it is back, and is back at once.
  private static let blinking = (0..<100).flatMap { _ in [Step.lost(200), .none(200)] }

  @Test(
    "instances that all go at once are kept only right after their source was gone, and not for long",
    arguments: [
      ("a healthy source is believed", [.none(100)], 0),
      ("the first word after an outage is not", [.lost(100), .none(200)], 2),
      ("nor after an error about the service", [.failed(100), .none(200)], 2),
      ("said again, it is kept no longer", [.lost(100), .none(200), .none(205), .release(209)], 2),
      ("after the grace time it is believed", [.lost(100), .none(200), .release(210)], 0),
      ("by its word, too", [.lost(100), .none(200), .none(210)], 0),
      ("the instances are back meanwhile", [.lost(100), .none(200), .some(205), .release(210)], 2),
      ("the source is gone again meanwhile", [.lost(100), .none(200), .lost(205), .release(210)], 2),
      ("and back: a new grace time", [.lost(100), .none(200), .lost(205), .none(208), .release(217)], 2),
      ("which ends", [.lost(100), .none(200), .lost(205), .none(208), .release(218)], 0),
      ("however long that took", [.lost(100), .none(200), .lost(205), .none(240), .release(249)], 2),
      ("of the same length", [.lost(100), .none(200), .lost(205), .none(240), .release(250)], 0),
      ("a source that flaps gives no more than three", flapping + [.release(229)], 2),
      ("of the time in which it is there", flapping + [.lost(229), .none(235), .release(237)], 2),
      ("which end, too", flapping + [.release(233)], 0),
      ("or soon after it is back", flapping + [.lost(229), .none(235), .release(239)], 0),
      ("or by its word", flapping + [.lost(229), .none(235), .lost(240), .none(250)], 0),
      ("though it hardly ever speaks", [.lost(100)] + blinking, 2),
      ("for ever", [.lost(100)] + blinking + [.release(201)], 0),
      ("and begin again once the instances were there", flapping + [.some(229), .lost(230), .none(231)], 2),
      ("soon after it is back", [.lost(100), .some(200), .none(229)], 2),
      ("long after it is back", [.lost(100), .some(200), .none(230)], 0),
      ("one by one, soon after it is back", [.lost(100), .some(200), .one(201), .none(202)], 0),
      ("a part of them, at once", [.lost(100), .one(200)], 1),
      ("a source that has asked again itself", [.lost(100), .noneForSure(200)], 0),
    ] as [(String, [Step], Int)])
  func emptyGrace(what: String, steps: [Step], count: Int) throws {
    var catalog = try watched()
    for step in steps { _ = try take(step, &catalog) }
    let service = try #require(catalog.service(named: "api"))
    #expect(service.instances.count == count)
  }

  private func take(_ step: Step, _ catalog: inout Catalog) throws -> [CatalogChange] {
    let (event, time): (WatchEvent, Int)
    switch step {
    case .lost(let at): (event, time) = (.lost(reason: "x"), at)
    case .failed(let at): (event, time) = (.failed(reason: "x", known: nil), at)
    case .some(let at): (event, time) = (.current(try set("10.0.0.1:80", "10.0.0.2:80")), at)
    case .one(let at): (event, time) = (.current(try set("10.0.0.1:80")), at)
    case .none(let at): (event, time) = (.current(.empty), at)
    case .noneForSure(let at): (event, time) = (.current(ServiceSet.empty.confirmed), at)
    case .release(let at): return catalog.release(at: .seconds(at))
    }
    return catalog.receive(event, of: "api", from: 0, at: .seconds(time))
  }

  @Test("what is kept for the grace time is stale though its source is back, and is gone with one change")
  func heldIsStale() throws {
    var catalog = try watched()
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(100))
    let back = catalog.receive(.current(.empty), of: "api", from: 0, at: .seconds(200))
    #expect(back.first == .stale([]) && back.count == 2 && catalog.nextRelease == .seconds(210))
    #expect(catalog.service(named: "api")?.sources == [SourceMask(rank: 0), .failing])
    #expect(catalog.release(at: .seconds(210)).count == 1 && catalog.nextRelease == nil)
    // It was seen last when its source was gone, an hour after which it is forgotten.
    #expect(catalog.service(named: "api")?.presence == .known && catalog.forget(at: .seconds(3699)) == [])
    #expect(catalog.forget(at: .seconds(3700)).count == 1)
    #expect(catalog.service(named: "api")?.presence == .unknown)
  }

  @Test("both limits can be switched off")
  func off() throws {
    var catalog = try watched(StalenessLimits(maximumAge: .zero, emptyGrace: .zero))
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(100))
    _ = catalog.receive(.current(.empty), of: "api", from: 0, at: .seconds(200))
    #expect(catalog.service(named: "api")?.instances == [])
    catalog = try watched(StalenessLimits(maximumAge: .zero))
    _ = catalog.receive(.lost(reason: "x"), of: "api", from: 0, at: .seconds(100))
    #expect(catalog.forget(at: .seconds(100)).count == 1)
  }
}
