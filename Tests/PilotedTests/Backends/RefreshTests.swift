import Discovery
import NIOCore
import TestBackends
import Testing

@testable import Piloted

@Suite("Asking for backends anew", .timeLimit(.minutes(2)))
struct RefreshTests {
  @Test("a refresh asks for all of them anew, without index, and waits for the answers")
  func refreshed() async throws {
    try await withBackends([HealthQuery("web"), HealthQuery("db")], times: .patient) { consul, source in
      let logs = ["web", "db"].map { EventLog(source.watch($0)) }
      #expect(await consul.holds(2))
      consul.set { $0.faults = [.slow(.milliseconds(1)), .slow(.milliseconds(1))] }
      await source.refresh()
      let new = consul.requests.dropFirst(4)
      #expect(new.filter { $0.parameters["index"] == nil }.count == 2)
      #expect(await consul.holds(2))
      #expect(logs.map(\.texts.count) == [1, 1])
    }
  }

  @Test("a refresh ends with its time where an agent does not answer, and with a watch that ends")
  func refreshTime() async throws {
    try await withBackends([HealthQuery("web")], times: .patient) { consul, source in
      let log = EventLog(source.watch("web"))
      #expect(await consul.holds(1))
      consul.set { $0.fault = .silence }
      let start = ContinuousClock.now
      await source.refresh(timeout: .milliseconds(200))
      #expect((.milliseconds(150)...Duration.seconds(2)).contains(ContinuousClock.now - start))
      #expect(await eventually { consul.requests.count >= 3 })
      async let refresh: Void = source.refresh(timeout: .seconds(60))
      #expect(await eventually { consul.requests.count >= 4 })
      source.replace(with: [])
      await refresh
      #expect(ContinuousClock.now - start < .seconds(30))
      #expect(await log.waits(for: "[]"))
      await source.refresh()
    }
  }

  @Test("each refresh asks anew, whatever comes at the same moment")
  func atAnyMoment() async throws {
    try await withBackends([HealthQuery("web")], times: .patient) { consul, source in
      let log = EventLog(source.watch("web"))
      #expect(await consul.holds(1))
      for _ in 0..<100 {
        let asked = consul.requests.count
        async let changes: Void = { for _ in 0..<3 { consul.change { $0.touch("web") } } }()
        await source.refresh()
        #expect(consul.requests.dropFirst(asked).contains { $0.parameters["index"] == nil })
        await changes
      }
      #expect(log.texts == ["10.0.0.1:80"])
    }
  }
}
