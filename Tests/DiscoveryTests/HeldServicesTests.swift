import Testing

@testable import Discovery

@Suite("The news of services that are kept though their source has none")
struct HeldServicesTests {
  private func words(_ noted: [String], held: Set<String>) -> [String] {
    var services = HeldServices()
    for name in noted { services.note(name, of: 0) }
    return services.take { name, _ in held.contains(name) }.map { $0.words("one", grace: .seconds(10)) }
  }

  @Test("names those that are still kept when it is told, and counts the others")
  func stillHeld() {
    let rest =
      "no instances any more; the last ones are kept as stale for 10.0 seconds from then on, unless they are back before"
    #expect(words(["api"], held: ["api"]) == ["one was gone, and says that 'api' has \(rest)"])
    #expect(
      words(["api", "db", "web"], held: ["api", "web"]) == [
        "one was gone, and says that 2 services ('api', 'web') have \(rest); for a while, those of one service more were kept, too"
      ])
    #expect(
      words(["a", "b", "c", "d"], held: ["a"]).first?.hasSuffix("those of 3 services more were kept, too") == true)
  }

  @Test("does not say of what is over that it is so")
  func over() {
    let rest = "no instances; the last ones were kept as stale for a while"
    #expect(words(["api"], held: []) == ["one was gone, and said that 'api' had \(rest)"])
    #expect(words(["api", "db"], held: []) == ["one was gone, and said that 2 services ('api', 'db') had \(rest)"])
    #expect(words([], held: []).isEmpty)
  }

  @Test("is told once, by source")
  func once() {
    var services = HeldServices()
    services.note("web", of: 1)
    services.note("api", of: 0)
    services.note("db", of: 0)
    #expect(services.contains("db", of: 0) && !services.contains("db", of: 1))
    let news = services.take { name, rank in name == "db" || rank == 1 }
    #expect(
      news == [
        HeldServices.News(rank: 0, held: ["db"], past: ["api"]), HeldServices.News(rank: 1, held: ["web"], past: []),
      ])
    #expect(services.take { _, _ in true }.isEmpty && !services.contains("db", of: 0))
  }
}
