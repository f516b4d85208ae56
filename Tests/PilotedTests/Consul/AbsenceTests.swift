import Discovery
import TestBackends
import TestSupport
import Testing

@testable import Piloted

@Suite("Watching a service at an agent that is gone", .timeLimit(.minutes(10)))
struct AbsenceTests {
  /// As many tries has what may be late because the machine is: a program that is slow is so each time.
  private static let tries = 10

  @Test("an agent that is gone is found again within seconds, and asked little meanwhile")
  func gone() async throws {
    var (loss, discovery) = (Duration.seconds(60), Duration.seconds(60))
    for _ in 0..<Self.tries where loss >= .seconds(2) || discovery >= .seconds(10) {
      let times = try await timesOfReturn()
      (loss, discovery) = (min(loss, times.loss), min(discovery, times.discovery))
    }
    #expect(loss < .seconds(2) && discovery < .seconds(10))
  }

  /// From an agent's end to the loss, and from its return to what it says then. Nobody else takes its port meanwhile.
  private func timesOfReturn() async throws -> (loss: Duration, discovery: Duration) {
    let first = try await FakeConsul(host: ownAddress()) { $0.catalog.register([FakeInstance("10.0.0.1")], as: "web") }
    let (log, port) = (try first.log(), first.port)
    #expect(await log.waits(for: "10.0.0.1:80"))
    #expect(await first.holds(1))
    let end = ContinuousClock.now
    try await first.stop()
    #expect(await log.loss() != nil)
    let start = ContinuousClock.now
    let second = try await FakeConsul(host: first.host, port: port) {
      $0.catalog.register([FakeInstance("10.0.0.2")], as: "web")
    }
    #expect(await log.waits(for: "10.0.0.2:80"))
    #expect(log.texts.count == 3, "\(log.texts)")
    try await second.stop()
    return (start - end, ContinuousClock.now - start)
  }

  @Test("an agent that is not there is said so at once")
  func refused() async throws {
    var time = Duration.seconds(60)
    for _ in 0..<Self.tries where time >= .seconds(2) {
      let consul = try await FakeConsul(host: ownAddress())
      let source = try consul.source()
      try await consul.stop()
      let (log, start) = (EventLog(source.watch("web")), ContinuousClock.now)
      #expect(await log.loss() == "Connection refused")
      time = ContinuousClock.now - start
    }
    #expect(time < .seconds(2))
  }
}
