import Discovery
import HostSystem
import Logging
import TestBackends
import Testing

@testable import Piloted

@Suite("Watching services at an agent", .timeLimit(.minutes(10)))
struct WatchTests {
  @Test("a change is told at once, while an answer is being held that is so for longer than the test waits")
  func change() async throws {
    try await withConsul { consul in
      let log = try consul.log(times: .patient)
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(await consul.holds(1))
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "WEB") }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      consul.change { $0.deregister("web-10.0.0.1", of: "web") }
      #expect(await log.waits(for: "10.0.0.2:80"))
      consul.change { $0.deregister("web-10.0.0.2", of: "web") }
      #expect(await log.waits(for: "[]"))
      #expect(log.texts == ["10.0.0.1:80", "10.0.0.1:80 10.0.0.2:80", "10.0.0.2:80", "[]"])
    }
  }

  @Test("a name that nobody has is watched, and its first instance told of")
  func unknown() async throws {
    try await withConsul { consul in
      let log = try consul.log("my db/1")
      #expect(await log.waits(for: "[]"))
      #expect(await consul.holds(1))
      consul.change { $0.register([FakeInstance("10.0.0.7")], as: "my db/1") }
      #expect(await log.waits(for: "10.0.0.7:80"))
    }
  }

  @Test("checks that fail and recover move an instance out and in, at its age", arguments: [false, true])
  func checks(isPassingOnly: Bool) async throws {
    try await withConsul { consul in
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      let log = EventLog(try consul.source(isPassingOnly: isPassingOnly).watch("web"))
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      consul.change { $0.setStatus("critical", of: "web-10.0.0.1", in: "web") }
      #expect(await log.waits(for: "10.0.0.2:80"))
      consul.change { $0.setStatus("passing", of: "web-10.0.0.1", in: "web") }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80", skipping: 2))
      consul.change { $0.setStatus("warning", of: "web-10.0.0.1", in: "web") }
      consul.change { $0.register([FakeInstance("10.0.0.3")], as: "web") }
      let rest = "10.0.0.2:80 10.0.0.3:80"
      #expect(await log.waits(for: isPassingOnly ? rest : "10.0.0.1:80 " + rest))
    }
  }

  @Test("addresses of all kinds, a port that is absent, equal ages by node and ID")
  func kinds() async throws {
    try await withConsul { consul in
      var (host, node, bare, odd) = (
        FakeInstance("db.example.com", id: "b"), FakeInstance("", id: "a"), FakeInstance("2001:db8::7", id: "c"),
        FakeInstance("no address", id: "d")
      )
      (host.node, node.node, node.nodeAddress, bare.node, bare.port) = ("n2", "n3", "legacy.example.com", "n1", nil)
      odd.port = 7
      let instances = [node, host, bare, odd]
      consul.change { $0.register(instances, as: "db", atOnce: true) }
      let said = Newest<[String]>([])
      let logger = Logger(label: "test") { _ in NotingLogHandler(said) }
      let log = EventLog(try consul.source(logger: logger).watch("db"))
      #expect(await log.waits(for: "2001:db8::7 db.example.com:80 legacy.example.com:80"))
      consul.change { $0.touch("db") }
      #expect(await eventually { consul.requests.count >= 3 && consul.heldCount == 1 })
      #expect(said.value.count == 1 && said.value[0].contains("'no address'"))
    }
  }

  @Test("answers that say nothing new tell nothing, and what is held for its whole time is asked for again")
  func unchanged() async throws {
    try await withConsul { consul in
      var times = HealthTimes.short
      times.hold = .milliseconds(200)
      let log = try consul.log(times: times)
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(await eventually { consul.requests.count >= 4 })
      consul.change { $0.touch("web") }
      #expect(await eventually { consul.requests.count >= 6 })
      #expect(log.texts == ["10.0.0.1:80"])
    }
  }

  @Test("a change wakes the watch of its own service alone")
  func alone() async throws {
    try await withConsul { consul in
      for name in ["a", "b", "c"] { consul.change { $0.register([FakeInstance("10.1.0.1")], as: name) } }
      let source = try consul.source(times: .patient)
      let logs = ["a", "b", "c"].map { EventLog(source.watch($0)) }
      for log in logs { #expect(await log.waits(for: "10.1.0.1:80")) }
      #expect(await consul.holds(3))
      consul.change { $0.register([FakeInstance("10.1.0.2")], as: "b") }
      #expect(await logs[1].waits(for: "10.1.0.1:80 10.1.0.2:80"))
      #expect(await eventually { consul.requests.count == 7 && consul.heldCount == 3 })
      #expect(logs.map(\.texts.count) == [1, 2, 1])
    }
  }

  @Test("an index that moves without end is asked for once a second, not more")
  func storm() async throws {
    try await withConsul { consul in
      var times = HealthTimes.short
      times.pace = .seconds(1)
      let start = ContinuousClock.now
      let log = try consul.log(times: times)
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(
        await eventually {
          consul.change { $0.touch("web") }
          return consul.requests.count >= 5
        })
      // Two questions at once; the three behind them are a second apart.
      #expect(ContinuousClock.now - start > .seconds(2.5))
    }
  }

  @Test("a token that nobody knows is a loss, one without rights an empty list with a note")
  func tokens() async throws {
    try await withConsul { consul in
      consul.set { $0.tokens = ["right"] }
      let (right, wrong) = (try consul.source(token: "right"), try consul.source(token: "wrong"))
      let (good, bad) = (EventLog(right.watch("web")), EventLog(wrong.watch("web")))
      #expect(await good.waits(for: "10.0.0.1:80"))
      #expect(await bad.loss() == "status 403 ACL not found")
      consul.set { $0.tokens = ["right", "wrong"] }
      #expect(await bad.waits(for: "10.0.0.1:80"))
      let said = Newest<[String]>([])
      let none = try consul.source(logger: Logger(label: "test") { _ in NotingLogHandler(said) })
      let empty = EventLog(none.watch("web"))
      #expect(await empty.waits(for: "[]"))
      #expect(await eventually { said.value.contains { $0.contains("no instances that this token may see") } })
    }
  }
}
