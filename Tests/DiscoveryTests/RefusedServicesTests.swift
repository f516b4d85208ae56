import Testing

@testable import Discovery

@Suite("Services that the limit on instances refused")
struct RefusedServicesTests {
  private func instances(_ ports: UInt16...) -> ServiceSet { ServiceSet(ports.map { instance($0, UInt64($0)) }) }

  @Test("nobody is asked again while there is no room, nor twice before it has answered")
  func patience() throws {
    var catalog = Catalog(sources: [.listing, .watching])
    _ = catalog.receive(.all(["api": instances(1, 2)]), from: 0, at: .zero)
    _ = catalog.begin(watching: "web", at: .zero)
    _ = catalog.refuse(["api": 4], from: 0, at: .zero)
    _ = catalog.refuse(["web": 2], from: 1, at: .zero)
    #expect(catalog.listingsToAskAgain(3) == [] && catalog.servicesToAskAgain(3) == [])
    #expect(catalog.listingsToAskAgain(4) == [0] && catalog.servicesToAskAgain(4) == ["web"])
    catalog.layers[0].refusals.noteAsked()
    catalog.noteAsked(for: "web")
    #expect(catalog.listingsToAskAgain(4) == [] && catalog.servicesToAskAgain(4) == [])
    _ = catalog.receive(.changed(["api": instances(1)]), from: 0, at: .zero)
    #expect(catalog.layers[0].refusals.services.isEmpty && catalog.layers[0].doubts.isEmpty)
  }

  @Test("a new service that was refused is not one that does not exist")
  func new() {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all([:]), from: 0, at: .zero)
    #expect(catalog.refuse(["New": 2], from: 0, at: .zero).count == 1)
    #expect(catalog.service(named: "new")?.presence == .unavailable)
    #expect(catalog.receive(.all([:]), from: 0, at: .zero) == [.forgotten(name: "new")])
  }

  @Test("too many refused services count as a refused listing")
  func many() {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all(["api": instances(1)]), from: 0, at: .zero)
    let names = (0...Refusals.maximumServices).map { ("s\($0)", 2) }
    _ = catalog.refuse(Dictionary(uniqueKeysWithValues: names), from: 0, at: .zero)
    #expect(catalog.layers[0].refusals.services.isEmpty && catalog.layers[0].isGone)
    #expect(catalog.layers[0].wanted == names.count * 2 + 1)
  }

  @Test("services that change together are counted one after the other, each spelling for itself")
  func together() {
    var catalog = Catalog(sources: [.listing])
    _ = catalog.receive(.all(["web": instances(1, 2)]), from: 0, at: .zero)
    let changed = ["a": instances(3, 4), "b": instances(5, 6), "c": instances(7)]
    #expect(catalog.admissible(changed, from: 0, 5).keys.sorted() == ["a", "c"])
    #expect(catalog.admissible(["Web": instances(3, 4)], from: 0, 3).isEmpty)
    #expect(catalog.admissible(["web": instances(3, 4)], from: 0, 1).count == 1)
  }
}
