import Discovery
import TestBackends
import Testing

@testable import Piloted

@Suite("Watching a service while its agent forgets everything", .timeLimit(.minutes(2)))
struct RestartTests {
  @Test("an empty list of an agent that has just started is not believed")
  func forgotten() async throws {
    try await withConsul { consul in
      let log = try consul.log()
      #expect(await consul.holds(1))
      await consul.restart()
      #expect(await log.loss() != nil)
      let asked = consul.requests.count
      #expect(await eventually { consul.requests.count > asked })
      consul.change { $0.register([FakeInstance("10.0.0.1"), FakeInstance("10.0.0.2")], as: "web") }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      #expect(log.events.allSatisfy { $0.text != "[]" })
    }
  }

  @Test("an empty list that stays is believed after the grace time")
  func emptied() async throws {
    try await withConsul { consul in
      let log = try consul.log()
      #expect(await consul.holds(1))
      await consul.restart()
      #expect(await log.loss() != nil)
      let start = try #require(log.lastTime)
      #expect(await log.waits(for: "[]"))
      #expect(try #require(log.lastTime) - start > .milliseconds(500))
    }
  }

  @Test("an index that falls behind our back is found out when the answer is no longer held")
  func fallen() async throws {
    try await withConsul { consul in
      for _ in 0..<50 { consul.change { $0.touch("web") } }
      let log = try consul.log()
      #expect(await consul.holds(1))
      let start = ContinuousClock.now
      consul.change { catalog in
        catalog = FakeCatalog()
        catalog.register([FakeInstance("10.0.0.3")], as: "web")
      }
      #expect(await log.waits(for: "10.0.0.3:80"))
      #expect(log.texts == ["10.0.0.1:80", "10.0.0.3:80"] && ContinuousClock.now - start > .seconds(1))
      consul.change { $0.register([FakeInstance("10.0.0.4")], as: "web") }
      #expect(await log.waits(for: "10.0.0.3:80 10.0.0.4:80"))
    }
  }

  @Test("an empty list with a lower index has to be said twice, also where no answer is held")
  func fallenEmpty() async throws {
    try await withConsul { consul in
      consul.set { $0.faults = [.status(429, "")] }
      for _ in 0..<50 { consul.change { $0.touch("web") } }
      let log = try consul.log()
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.change { $0 = FakeCatalog() }
      let asked = consul.requests.count
      #expect(await eventually { consul.requests.count > asked })
      consul.change { $0.register([FakeInstance("10.0.0.1")], as: "web") }
      #expect(await eventually { consul.requests.count > asked + 3 })
      #expect(log.texts.suffix(1) == ["10.0.0.1:80"] && log.texts.count == 2)
    }
  }

  @Test("an agent too busy to hold answers is asked again and again, and holds again after a while")
  func sparing() async throws {
    try await withConsul { consul in
      consul.set { $0.faults = [.status(429, "Your IP is issuing too many concurrent connections")] }
      let log = try consul.log()
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      #expect(await consul.holds(1, within: .seconds(10)))
      #expect(log.texts.count == 3)
    }
  }
}
