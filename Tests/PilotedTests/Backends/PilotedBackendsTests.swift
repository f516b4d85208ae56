import Discovery
import Foundation
import Logging
import TestBackends
import TestSupport
import Testing

@testable import Piloted

@Suite(
  "Backends handed out in turn: what gopiloted and node-piloted did, and what they did wrong", .timeLimit(.minutes(10)))
struct PilotedBackendsTests {
  /// Backends of a configuration's text, asked of an agent whose `web` has three instances.
  private func withBackends(
    _ lists: String = #""backends": [{"name": "web", "poll": 5, "onChange": "x"}]"#,
    _ body: (PilotedBackends, FakeConsul) async throws -> Void
  ) async throws {
    let consul = try await FakeConsul()
    consul.change { $0.register(["10.0.0.1", "10.0.0.2", "10.0.0.3"].map { FakeInstance($0) }, as: "web") }
    let text = "{\"consul\": \"127.0.0.1:\(consul.port)\", \(lists)}"
    let backends = try PilotedBackends(.text(text, name: "test"), variables: [:], logger: quietLogger, times: .lenient)
    try await body(backends, consul)
    backends.close()
    // A test may have ended it.
    try? await consul.stop()
  }

  @Test("each endpoint in turn, by age, from any; the turn goes on where others come and go (gopiloted 8 and 10)")
  func turns() async throws {
    try await withBackends { backends, consul in
      var seen: [String] = []
      for _ in 0..<6 { seen.append(try await backends.service(named: "web", timeout: hangLimit).description) }
      #expect(Set(seen.prefix(3)).count == 3 && Array(seen.prefix(3)) == Array(seen.suffix(3)))
      await backends.refresh()
      let again = try await backends.service(named: "web", timeout: hangLimit).description
      #expect(again == seen[0])
      consul.change { $0.register([FakeInstance("10.0.0.4")], as: "web") }
      #expect(await eventually { (try? await backends.endpoints(of: "web", timeout: hangLimit).count) == 4 })
      let next = try await backends.service(named: "WEB", timeout: hangLimit).description
      #expect(next == (seen[0] == "10.0.0.3:80" ? "10.0.0.4:80" : seen[1]))
      let last = try await backends.endpoints(of: "web", timeout: hangLimit).last?.description
      #expect(last == "10.0.0.4:80")
    }
  }

  @Test("many that ask at once get each endpoint equally often (gopiloted 8)")
  func concurrent() async throws {
    try await withBackends { backends, _ in
      let seen = try await withThrowingTaskGroup(of: Endpoint.self) { group in
        for _ in 0..<300 { group.addTask { try await backends.service(named: "web", timeout: hangLimit) } }
        return try await group.reduce(into: [Endpoint: Int]()) { $0[$1, default: 0] += 1 }
      }
      #expect(seen.values.sorted() == [100, 100, 100])
    }
  }

  @Test(
    "not listed, without instances, and unknown because nobody answers are three things (gopiloted 1, node-piloted 1 and 4)"
  )
  func errors() async throws {
    let lists = #""watches": [{name: "web", interval: 1}, {name: "db", interval: 1}]"#
    try await withBackends(lists) { backends, consul in
      #expect(backends.names == ["web", "db"])
      await #expect(throws: PilotedError.notConfigured("cache")) { try await backends.service(named: "cache") }
      await #expect(throws: PilotedError.noInstances("db")) {
        try await backends.service(named: "db", timeout: hangLimit)
      }
      for id in ["web-10.0.0.1", "web-10.0.0.2", "web-10.0.0.3"] { consul.change { $0.deregister(id, of: "web") } }
      #expect(await eventually { (try? await backends.service(named: "web")) == nil })
      await #expect(throws: PilotedError.noInstances("web")) {
        try await backends.endpoints(of: "web", timeout: hangLimit)
      }
    }
    let closed = try PilotedBackends(
      .text(#"{"consul": "127.0.0.1:1", "backends": [{"name": "web", "poll": 1}]}"#, name: "test"), variables: [:],
      logger: quietLogger, times: .lenient)
    await #expect(throws: PilotedError.self) { try await closed.service(named: "web", timeout: .seconds(2)) }
    closed.close()
  }

  @Test(
    "critical instances and those without a port are never handed out, the node's address stands in (gopiloted 3, 4 and 17)"
  )
  func usable() async throws {
    try await withBackends { backends, consul in
      consul.change { catalog in
        catalog.setStatus("critical", of: "web-10.0.0.1", in: "web")
        catalog.setStatus("warning", of: "web-10.0.0.2", in: "web")
        var (portless, addressless) = (FakeInstance("10.0.0.5"), FakeInstance("", id: "bare"))
        (portless.port, addressless.nodeAddress) = (nil, "10.8.8.8")
        catalog.register([portless, addressless], as: "web")
      }
      #expect(await eventually { (try? await backends.endpoints(of: "web", timeout: hangLimit).count) == 2 })
      let usable = try await backends.endpoints(of: "web", timeout: hangLimit).map { "\($0)" }
      #expect(usable == ["10.0.0.3:80", "10.8.8.8:80"])
    }
  }

  @Test("changes are told of, those that are there first (gopiloted 16)")
  func updates() async throws {
    try await withBackends { backends, consul in
      var updates = try backends.updates(of: "web").makeAsyncIterator()
      var seen: [String] = []
      for _ in 0..<3 { if case .up(let instance)? = await updates.next() { seen.append("\(instance.endpoint)") } }
      consul.change { $0.deregister("web-10.0.0.2", of: "web") }
      if case .down(let instance)? = await updates.next() { seen.append("-\(instance.endpoint)") }
      #expect(seen == ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "-10.0.0.2:80"])
      #expect(throws: PilotedError.notConfigured("db")) { try backends.updates(of: "db") }
    }
  }

  @Test("while an agent is gone, what it said last is handed out; nobody hangs (gopiloted 6, 7 and 14)")
  func gone() async throws {
    try await withBackends { backends, consul in
      let before = try await backends.endpoints(of: "web", timeout: hangLimit)
      #expect(before.count == 3)
      try await consul.stop()
      await backends.refresh(timeout: .seconds(3))
      let after = try await backends.endpoints(of: "web", timeout: .seconds(1))
      #expect(after == before)
      try await withThrowingTaskGroup(of: Endpoint.self) { group in
        for _ in 0..<20 { group.addTask { try await backends.service(named: "web", timeout: .seconds(1)) } }
        let count = try await group.reduce(0) { count, _ in count + 1 }
        #expect(count == 20)
      }
    }
  }

  @Test(
    "the file is read again: what is new appears, what is gone goes, the rest does not blink; a mistake changes nothing"
  )
  func reload() async throws {
    let consul = try await FakeConsul()
    consul.change { catalog in
      for name in ["web", "db", "cache"] { catalog.register([FakeInstance("10.0.0.1", id: name)], as: name) }
    }
    let folder = try TemporaryFolder()
    func write(_ names: [String]) throws -> String {
      let list = names.map { "{name: \"\($0)\", interval: 5}" }.joined(separator: ",")
      return try folder.write("{consul: \"127.0.0.1:{{ .PORT }}\", watches: [\(list)]}", to: "containerpilot.json5")
    }
    let path = try write(["web", "db"])
    let backends = try PilotedBackends(
      .file(path), variables: ["PORT": "\(consul.port)"], logger: quietLogger, times: .lenient)
    _ = try await backends.service(named: "web", timeout: hangLimit)
    var updates = try backends.updates(of: "web").makeAsyncIterator()
    _ = await updates.next()
    _ = try write(["web", "cache"])
    try backends.reload()
    let cache = try await backends.service(named: "cache", timeout: hangLimit).description
    #expect(cache == "10.0.0.1:80")
    await #expect(throws: PilotedError.notConfigured("db")) {
      try await backends.service(named: "db", timeout: hangLimit)
    }
    _ = try folder.write("{consul: \"x:1\", watches: [{interval: 5}]}", to: "containerpilot.json5")
    let error = #expect(throws: ConfigurationError.self) { try backends.reload() }
    #expect(error?.description.hasPrefix(path + ":1:") == true && backends.names == ["web", "cache"])
    consul.change { $0.register([FakeInstance("10.0.0.9")], as: "web") }
    if case .up(let instance)? = await updates.next() { #expect("\(instance.endpoint)" == "10.0.0.9:80") }
    backends.close()
    try await consul.stop()
  }

  @Test("each SIGHUP reads the configuration again, not only the first, where a program wants it so (gopiloted 5)")
  func hangUps() async throws {
    let consul = try await FakeConsul()
    let folder = try TemporaryFolder()
    func write(_ name: String) throws -> String {
      try folder.write(
        "{consul: \"127.0.0.1:\(consul.port)\", watches: [{name: \"\(name)\", interval: 5}]}",
        to: "containerpilot.json5")
    }
    let backends = try PilotedBackends(.file(try write("web")), variables: [:], logger: quietLogger, times: .lenient)
    // Before the signal is trapped it would end the tests.
    signal(SIGHUP, SIG_IGN)
    let reloading = Task { await backends.reloadAtHangUps() }
    for name in ["db", "api", "cache"] {
      _ = try write(name)
      let isRead = await eventually {
        kill(getpid(), SIGHUP)
        try? await Task.sleep(for: .milliseconds(50))
        return backends.names == [name]
      }
      #expect(isRead)
    }
    reloading.cancel()
    backends.close()
    try await consul.stop()
  }
}
