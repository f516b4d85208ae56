import Discovery
import TestBackends
import Testing

@testable import Piloted

@Suite("Watching a service while its agent forgets everything", .timeLimit(.minutes(10)))
struct RestartTests {
  @Test("an empty list of an agent that has just started is not believed")
  func forgotten() async throws {
    try await withConsul { consul in
      let log = try consul.log()
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.set { $0.fault = .close }
      await consul.restart()
      #expect(await log.loss() != nil)
      consul.change { $0.register([FakeInstance("10.0.0.1"), FakeInstance("10.0.0.2")], as: "web") }
      consul.set { ($0.faults, $0.fault) = ([.nothing], nil) }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      #expect(log.events.allSatisfy { $0.text != "[]" } && consul.faultCount == 0)
    }
  }

  @Test("an empty list that stays is believed after the grace time")
  func emptied() async throws {
    try await withConsul { consul in
      let log = try consul.log()
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.set { $0.fault = .close }
      await consul.restart()
      #expect(await log.loss() != nil)
      let start = ContinuousClock.now
      consul.set { $0.fault = nil }
      #expect(await log.waits(for: "[]"))
      #expect(try #require(log.lastTime) - start > .milliseconds(500))
    }
  }

  @Test("an index that falls behind our back is found out when the answer is no longer held")
  func fallen() async throws {
    try await withConsul { consul in
      for _ in 0..<50 { consul.change { $0.touch("web") } }
      let start = ContinuousClock.now
      let log = try consul.log()
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(await consul.holds(1))
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
      consul.set { $0.fault = .status(429, "") }
      for _ in 0..<50 { consul.change { $0.touch("web") } }
      var times = HealthTimes.short
      times.sparing = hangLimit * 2
      let log = try consul.log(times: times)
      #expect(await log.loss() != nil)
      consul.set { $0.fault = nil }
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.set { $0.faults = [.nothing] }
      #expect(await eventually { consul.faultCount == 0 })
      let asked = consul.requests.count
      #expect(await eventually { consul.requests.count > asked + 3 })
      #expect(log.texts.suffix(1) == ["10.0.0.1:80"] && log.texts.count == 2)
      #expect(consul.requests.allSatisfy { $0.parameters["index"] == nil })
    }
  }

  @Test("an agent too busy to hold answers is asked again and again, and holds again after a while")
  func sparing() async throws {
    try await withConsul { consul in
      consul.set { $0.fault = .status(429, "Your IP is issuing too many concurrent connections") }
      let log = try consul.log()
      #expect(await log.loss() != nil)
      consul.set { $0.fault = nil }
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      #expect(await consul.holds(1))
      #expect(log.texts.count == 3)
    }
  }
}

extension FakeFault {
  /// An empty list with the lowest index, as of an agent that knows nothing yet.
  fileprivate static var nothing: FakeFault { .status(200, "[]") }
}
