import Discovery
import Logging
import TestBackends
import TestSupport
import Testing

@testable import Piloted

@Suite("Backends of a list", .timeLimit(.minutes(10)))
struct BackendSourceTests {
  private func instance(_ address: String, _ tags: String...) -> FakeInstance {
    var instance = FakeInstance(address)
    instance.tags = tags
    return instance
  }

  @Test("those of one name are taken together, in their order, each instance once")
  func merged() async throws {
    try await withBackends([HealthQuery("db", tag: "b"), HealthQuery("DB", tag: "a/ä")]) { consul, source in
      let instances = [instance("10.1.0.1", "a/ä"), instance("10.1.0.2", "b"), instance("10.1.0.3", "a/ä", "b")]
      consul.change { $0.register(instances + [FakeInstance("10.1.0.4")], as: "db") }
      let log = EventLog(source.watch("Db"))
      #expect(await log.waits(for: "10.1.0.2:80 10.1.0.3:80 10.1.0.1:80"))
      consul.change { $0.deregister("web-10.1.0.2", of: "db") }
      #expect(await log.waits(for: "10.1.0.3:80 10.1.0.1:80"))
      #expect(log.texts.count == 2 && source.names == ["db"])
    }
  }

  @Test("a name that is not on the list has no instances, and nobody is asked")
  func unlisted() async throws {
    try await withBackends([]) { consul, source in
      #expect(await EventLog(source.watch("web")).waits(for: "[]"))
      #expect(consul.requests.isEmpty && source.names.isEmpty)
    }
  }

  @Test("another list adds and removes, and what stays keeps its connection and never blinks")
  func replaced() async throws {
    let (kept, removed, added) = (HealthQuery("web"), HealthQuery("old"), HealthQuery("new"))
    try await withBackends([kept, removed], times: .patient) { consul, source in
      consul.change { $0.register([FakeInstance("10.2.0.1")], as: "old") }
      consul.change { $0.register([FakeInstance("10.3.0.1")], as: "new") }
      let logs = ["web", "old", "new"].map { EventLog(source.watch($0)) }
      for (log, text) in zip(logs, ["10.0.0.1:80", "10.2.0.1:80", "[]"]) { #expect(await log.waits(for: text)) }
      #expect(await consul.holds(2))
      source.replace(with: [added, kept])
      #expect(await logs[1].waits(for: "[]"))
      #expect(await logs[2].waits(for: "10.3.0.1:80"))
      #expect(await eventually { consul.heldCount == 2 && consul.connections == 2 })
      consul.change { $0.register([FakeInstance("10.2.0.2")], as: "old") }
      source.replace(with: [kept, added])
      source.replace(with: [kept, removed, added])
      #expect(await logs[1].waits(for: "10.2.0.1:80 10.2.0.2:80"))
      #expect(await consul.holds(3))
      #expect(logs.map(\.texts.count) == [1, 3, 2] && logs[0].texts == ["10.0.0.1:80"])
      #expect(consul.requests.filter { $0.target.contains("/web?") }.count == 2)
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      #expect(await logs[0].waits(for: "10.0.0.1:80 10.0.0.2:80"))
    }
  }

  @Test("another tag for a name is another question, and the instances change without an empty list between")
  func otherTag() async throws {
    try await withBackends([HealthQuery("db", tag: "a")], times: .patient) { consul, source in
      consul.change { $0.register([instance("10.1.0.1", "a"), instance("10.1.0.2", "b")], as: "db") }
      let log = EventLog(source.watch("db"))
      #expect(await log.waits(for: "10.1.0.1:80"))
      source.replace(with: [HealthQuery("db", tag: "b")])
      #expect(await log.waits(for: "10.1.0.2:80"))
      #expect(await eventually { consul.connections == 1 })
      #expect(log.texts.count == 2)
    }
  }

  @Test("a list that changes all the time ends as it was said last")
  func restless() async throws {
    try await withBackends([]) { consul, source in
      let log = EventLog(source.watch("web"))
      for _ in 0..<100 {
        source.replace(with: [HealthQuery("web")])
        await Task.yield()
        source.replace(with: [])
        await Task.yield()
      }
      // It may look so for a moment before it has ended.
      let stays = await eventually {
        let stopwatch = Stopwatch()
        while consul.heldCount == 0 && log.texts.last == "[]", stopwatch.elapsed < HandOver.time + .seconds(1) {
          try? await Task.sleep(for: .milliseconds(5))
        }
        return stopwatch.elapsed >= HandOver.time + .seconds(1)
      }
      #expect(stays)
      source.replace(with: [HealthQuery("web")])
      #expect(await log.waits(for: "10.0.0.1:80", skipping: log.texts.count - 1))
    }
  }

  @Test("a datacenter that nobody knows hides neither other names nor others of its name, and is told of")
  func unknownDatacenter() async throws {
    let said = Newest<[String]>([])
    let backends = [HealthQuery("web", datacenter: "dc9"), HealthQuery("web"), HealthQuery("db", datacenter: "dc9")]
    let logger = Logger(label: "test") { _ in NotingLogHandler(said) }
    try await withBackends(backends, logger: logger) { consul, source in
      let (web, db) = (EventLog(source.watch("web")), EventLog(source.watch("db")))
      #expect(await web.waits(for: "partly 10.0.0.1:80"))
      #expect(await db.loss() == "status 500 No path to datacenter")
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      #expect(await web.waits(for: "partly 10.0.0.1:80 10.0.0.2:80"))
      #expect(web.texts == ["partly 10.0.0.1:80", "partly 10.0.0.1:80 10.0.0.2:80"])
      #expect(said.value.contains { $0.contains("No path to datacenter") && $0.contains("dc9") })
    }
  }

  @Test("a watch that is given up leaves no connection")
  func givenUp() async throws {
    try await withBackends([HealthQuery("web")], times: .patient) { consul, source in
      let log = EventLog(source.watch("web"))
      #expect(await consul.holds(1))
      log.stop()
      #expect(await eventually { consul.connections == 0 })
    }
  }
}
