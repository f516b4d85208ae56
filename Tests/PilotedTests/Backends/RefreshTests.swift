import Discovery
import NIOCore
import TestBackends
import Testing

@testable import Piloted

@Suite("Asking for backends anew", .timeLimit(.minutes(10)))
struct RefreshTests {
  @Test("a refresh asks for all of them anew, without index, and waits for the answers")
  func refreshed() async throws {
    try await withBackends([HealthQuery("web"), HealthQuery("db")], times: .patient) { consul, source in
      let logs = ["web", "db"].map { EventLog(source.watch($0)) }
      for log in logs { #expect(await log.event { _ in true } != nil) }
      #expect(await consul.holds(2))
      consul.set { $0.faults = [.slow(.milliseconds(1)), .slow(.milliseconds(1))] }
      await source.refresh(timeout: hangLimit)
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
      var time = Duration.seconds(60)
      // Late once it may be because the machine is; a program that is slow is so each time.
      for _ in 0..<10 where time >= .seconds(2) {
        time = await ContinuousClock().measure { await source.refresh(timeout: .milliseconds(200)) }
        #expect(time >= .milliseconds(150))
      }
      #expect(time < .seconds(2))
      #expect(await eventually { consul.requests.count >= 3 })
      let asked = consul.requests.count
      // Longer than the test may take.
      async let refresh: Void = source.refresh(timeout: hangLimit * 3)
      #expect(await eventually { consul.requests.count > asked })
      source.replace(with: [])
      await refresh
      #expect(await log.waits(for: "[]"))
      await source.refresh()
    }
  }

  @Test("each refresh asks anew, whatever comes at the same moment")
  func atAnyMoment() async throws {
    try await withBackends([HealthQuery("web")], times: .patient) { consul, source in
      let log = EventLog(source.watch("web"))
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(await consul.holds(1))
      for _ in 0..<100 {
        let asked = consul.requests.count
        async let changes: Void = { for _ in 0..<3 { consul.change { $0.touch("web") } } }()
        await source.refresh(timeout: hangLimit)
        #expect(consul.requests.dropFirst(asked).contains { $0.parameters["index"] == nil })
        await changes
      }
      #expect(log.texts == ["10.0.0.1:80"])
    }
  }
}
