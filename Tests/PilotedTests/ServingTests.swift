import Foundation
import TestBackends
import TestSupport
import Testing

@testable import Piloted

@Suite("doyen serve with Consul", .serialized, .timeLimit(.minutes(10)))
struct ServingTests {
  private let folder: TemporaryFolder
  private let zone: String

  init() throws {
    folder = try TemporaryFolder()
    zone = try folder.write(
      "$ORIGIN service.local.\n$TTL 5\n@ SOA ns hm 1 2 3 4 1\n@ NS ns\nns A 127.0.0.1\n", to: "test.zone")
  }

  private func configuration(_ port: Int, _ names: [String]) throws -> String {
    let list = names.map { "{\"name\": \"\($0)\", \"interval\": 5}" }.joined(separator: ",")
    return try folder.write("{\"consul\": \"127.0.0.1:\(port)\", \"watches\": [\(list)]}", to: "containerpilot.json")
  }

  @Test("the backends of a file are answered, nobody critical among them, and read again at SIGHUP")
  func file() async throws {
    let consul = try await FakeConsul()
    consul.change { catalog in
      var (first, second, third) = (FakeInstance("10.0.0.1"), FakeInstance("10.0.0.2"), FakeInstance("10.0.0.3"))
      (first.tags, first.meta, first.weights) = (["blue"], ["version": "v1"], (7, 3))
      (second.status, third.status, third.weights) = ("critical", "warning", (9, 2))
      catalog.register([first, second, third], as: "web")
      catalog.register([FakeInstance("10.0.0.9")], as: "db")
    }
    let path = try configuration(consul.port, ["web", "empty"])
    let serving = try await Serving(["--zones", zone, "--containerpilot", path, "--srv-priority", "web=equal"])
    #expect(try await firstAnswer("blue.web.service.local", "+short", serving) { $0 == ["10.0.0.1"] })
    let srv = ["0 3 80 10-0-0-3.web.service.local.", "0 7 80 10-0-0-1.web.service.local."]
    #expect(
      try await serving.dig("web.service.local", "SRV", "+short").sorted()
        == ["0 2" + srv[0].dropFirst(3), srv[1]].sorted())
    #expect(try await serving.dig("blue.web.service.local", "+short") == ["10.0.0.1"])
    #expect(try await serving.dig("v1.version.web.service.local", "+short") == ["10.0.0.1"])
    #expect(
      try await firstAnswer("empty.service.local", "+comments", serving) { $0.contains { $0.contains("NOERROR") } })
    #expect(try await serving.dig("db.service.local").contains { $0.contains("NXDOMAIN") })
    _ = try configuration(consul.port, ["web", "db"])
    serving.program.signal(SIGHUP)
    #expect(
      try await serving.dig(["db.service.local"], until: ["10.0.0.9"], within: hangLimit).last == ["10.0.0.9"])
    _ = try folder.write("{\"consul\": 7}", to: "containerpilot.json")
    serving.program.signal(SIGHUP)
    #expect(try await serving.program.waits(for: "stay as they were"))
    #expect(try await serving.dig("db.service.local", "+short") == ["10.0.0.9"])
    _ = try configuration(consul.port, ["web"])
    serving.program.signal(SIGHUP)
    #expect(try await serving.dig(["db.service.local"], until: [], within: hangLimit).last == [])
    try await consul.stop()
  }

  /// Whether the first answer is the expected one. It may come too late where the machine stood still, after which it is asked for again,
  /// or is busy, after which it is so twice.
  private func firstAnswer(
    _ name: String, _ option: String, _ serving: Serving, _ isExpected: ([String]) -> Bool
  ) async throws -> Bool {
    var wrong = 0
    while wrong < 3 {
      let stopwatch = Stopwatch()
      if isExpected(try await serving.dig(name, option)) { return true }
      wrong += stopwatch.standstill < .milliseconds(200) ? 1 : 0
      try await Task.sleep(for: .seconds(1))
    }
    return false
  }

  @Test("any service of an agent, but those that a file lists with a tag; a change is answered within 20 ms")
  func agent() async throws {
    let consul = try await FakeConsul()
    consul.change { catalog in
      var blue = FakeInstance("10.0.0.1")
      blue.tags = ["blue"]
      catalog.register([blue, FakeInstance("10.0.0.2")], as: "web")
      catalog.register([FakeInstance("10.0.1.0", id: "db-0")], as: "db")
    }
    let path = try folder.write(
      "{\"consul\": \"127.0.0.1:\(consul.port)\", \"watches\": [{\"name\": \"web\", \"interval\": 5, \"tag\": \"blue\"}]}",
      to: "tagged.json")
    let serving = try await Serving(["--zones", zone, "--containerpilot", path, "--consul", "127.0.0.1:\(consul.port)"])
    for (name, address) in [("web", "10.0.0.1"), ("db", "10.0.1.0")] {
      #expect(try await firstAnswer("\(name).service.local", "+short", serving) { $0 == [address] })
    }
    #expect(
      try await firstAnswer("nope.service.local", "+comments", serving) { $0.contains { $0.contains("NXDOMAIN") } })
    var times: [Duration] = []
    // Where the machine is busy more are late, for a while; a server that is slow is so most times.
    while times.count < 60, !isPrompt(times) {
      #expect(await eventually { consul.heldCount >= 3 })
      try await Task.sleep(for: .milliseconds(1100))
      times.append(try await timeOfChange(consul, serving, isMore: times.count.isMultiple(of: 2)))
    }
    print("from a change at Consul to the changed answer: \(times.sorted())")
    #expect(isPrompt(times))
    try await consul.stop()
  }

  @Test("all of the catalog, from the start")
  func catalog() async throws {
    let consul = try await FakeConsul()
    consul.change { $0.register([FakeInstance("10.0.0.1")], as: "web") }
    let serving = try await Serving(
      ["--zones", zone, "--consul", "--consul-all"], variables: ["CONSUL_HTTP_ADDR": "127.0.0.1:\(consul.port)"])
    let types = ["_services._dns-sd._udp.service.local", "PTR"]
    let web = ["_web._tcp.service.local."]
    #expect(try await serving.dig(types, until: web, within: hangLimit).last == web)
    consul.change { $0.register([FakeInstance("10.0.0.2")], as: "api") }
    #expect(
      await eventually { (try? await serving.dig("_services._dns-sd._udp.service.local", "PTR", "+short").count) == 2 })
    try await consul.stop()
  }

  @Test(
    "what can't be used ends it with status 1 or 64, and says where",
    arguments: [
      (["--containerpilot", "/nonexistent.json"], "/nonexistent.json: "),
      (["--containerpilot", "{consul: 1, backends: []}"], ":1:10: "),
      (["--consul", "ftp://x"], "--consul: 'ftp://x': expected"), (["--consul-all"], "--consul-all needs --consul"),
      (["--srv-priority", "web="], "expected one of age, leader, equal"),
    ])
  func refused(arguments: [String], message: String) async throws {
    let (status, text) = try await Program.run(Program.doyen, ["serve", "--zones", zone] + arguments)
    #expect(status == 1 || status == 64)
    #expect(text.contains(message), "\(text)")
  }
}
