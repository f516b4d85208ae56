import Foundation
import TestSupport
import Testing

@Suite("From a registration to a DNS answer", .serialized, .timeLimit(.minutes(5)))
struct RegistrationTests {
  private func srv(_ ports: Int...) -> [String] {
    ports.enumerated().map { "\($0) 0 \($1) 127-0-0-1.api.service.local." }
  }

  private func register(_ port: Int, _ agent: Int, at host: String = "127.0.0.1") async throws -> Program {
    let program = try Program(
      Program.doyen, ["register", "api", "127.0.0.1:\(port)", "--discoverd", "\(host):\(agent)"])
    try #require(try await program.waits(for: "registered api at 127.0.0.1:\(port)"), "\(program.printed)")
    return program
  }

  /// What an agent has saved, as text.
  private func savedRegistrations(_ folder: TemporaryFolder) -> String {
    (try? String(contentsOfFile: folder.path + "/agent.json", encoding: .utf8)) ?? ""
  }

  @Test(
    "SRV lists instances in order of registration; ending the first moves the leader within a second, killing one within its expiry"
  )
  func leaders() async throws {
    let serving = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let agent = try serving.agent
    let (first, second) = (try await register(8081, agent), try await register(8082, agent))
    let third = try await register(8083, agent)
    #expect(
      try await serving.dig(["api.service.local", "SRV"], until: srv(8081, 8082, 8083), within: .seconds(30)).last
        == srv(8081, 8082, 8083))
    #expect(try await serving.dig("api.service.internal", "SRV", "+short").count == 3)
    first.signal(SIGTERM)
    #expect(await first.end() == (0, "doyen: registered api at 127.0.0.1:8081\ndoyen: unregistered api\n"))
    let moved = try await serving.dig(["api.service.local", "SRV"], until: srv(8082, 8083), within: .seconds(1))
    #expect(moved.last == srv(8082, 8083) && moved.time < .seconds(1) && moved.answered < .seconds(4))
    second.signal(SIGKILL)
    let start = ContinuousClock.now
    let expired = try await serving.dig(["api.service.local", "SRV"], until: srv(8083), within: .seconds(13))
    #expect(expired.last == srv(8083) && ContinuousClock.now - start > .seconds(4) && expired.time < .seconds(12))
    #expect(expired.answered < .seconds(15))
    third.signal(SIGINT)
    #expect(await third.end().status == 0)
    #expect(try await serving.dig(["api.service.local", "SRV"], until: [], within: .seconds(1)).last == [])
    #expect(try await serving.dig("api.service.local", "SRV").contains { $0.contains("status: NOERROR") })
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
  }

  @Test(
    "a restart with a state folder changes no order and no leader, and no name vanishes", arguments: [SIGTERM, SIGKILL])
  func restart(signal: CInt) async throws {
    let folder = try TemporaryFolder()
    let arguments = ["--zones", exampleZones, "--state", folder.path]
    // Where nobody else takes the port between the two.
    let host = ownAddress()
    let agent = try freePort(on: host)
    let before = try await Serving(arguments + ["--agent", "\(host):\(agent)"])
    var programs: [Program] = []
    for port in [8083, 8081, 8082] { programs.append(try await register(port, agent, at: host)) }
    _ = try await before.dig(["api.service.local", "SRV"], until: srv(8083, 8081, 8082), within: .seconds(30))
    while !savedRegistrations(folder).contains(":8082") { try await Task.sleep(for: .milliseconds(10)) }
    before.program.signal(signal)
    _ = await before.program.end()
    let after = try await Serving(arguments + ["--agent", "\(host):\(agent)"])
    for _ in 0..<20 { #expect(try await after.dig("api.service.local", "SRV", "+short") == srv(8083, 8081, 8082)) }
    try await Task.sleep(for: .seconds(11))
    let later = try await after.dig("api.service.local", "SRV", "+short")
    #expect(later == srv(8083, 8081, 8082), "\(programs.map(\.printed)) \(after.program.printed)")
    for program in programs { #expect(program.printed.contains("is gone")) }
  }

  @Test("another server that watches this one's agent follows it, keeps what it knows while it is gone, and says so")
  func follower() async throws {
    let first = try await Serving(["--zones", exampleZones, "--agent", "127.0.0.1:0"])
    let agent = try first.agent
    let second = try await Serving(["--zones", exampleZones, "--discoverd", "tcp://127.0.0.1:\(agent)"])
    let instance = try await register(8081, agent)
    #expect(try await second.dig("api.service.local", "SRV", "+short") == srv(8081))
    #expect(try await second.dig("nope.service.local", "SRV").contains { $0.contains("status: NXDOMAIN") })
    let more = try await register(8082, agent)
    #expect(
      try await second.dig(["api.service.local", "SRV"], until: srv(8081, 8082), within: .seconds(30)).last
        == srv(8081, 8082))
    first.program.signal(SIGKILL)
    _ = await first.program.end()
    #expect(try await second.program.waits(for: "is gone"))
    // That is said before it counts.
    var stale: [String] = []
    for _ in 0..<100 where !stale.contains(where: { $0.contains("EDE: 3") }) {
      stale = try await second.dig("api.service.local", "SRV")
    }
    #expect(
      stale.contains { $0.contains("EDE: 3") }
        && stale.contains { $0.hasPrefix("api.service.local.\t2\tIN\tSRV\t0 0 8081") })
    #expect(try await second.dig("other.service.local", "SRV").contains { $0.contains("status: SERVFAIL") })
    for program in [instance, more] { program.signal(SIGTERM) }
  }
}
