import Discovery
import NIOCore
import TestBackends
import Testing

@testable import Piloted

/// A fault with the beginning of the reason that is told.
private struct Case: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let fault: FakeFault
  let reason: String

  init(_ name: String, _ fault: FakeFault, _ reason: String) {
    (testDescription, self.fault, self.reason) = (name, fault, reason)
  }
}

extension Case {
  /// Times that a test can wait for where the fault is that nothing comes, else none that matter.
  fileprivate var times: HealthTimes {
    var times = HealthTimes.short
    times.hold = .milliseconds(100)
    (times.slack, times.answer) =
      reason.hasPrefix("no answer") ? (.seconds(1.4), .seconds(2)) : (.seconds(30), .seconds(30))
    return times
  }
}

private let cases = [
  Case("no leader", .status(500, "No cluster leader"), "status 500 No cluster leader"),
  Case("unknown token", .status(403, "ACL not found"), "status 403 ACL not found"),
  Case("too many connections", .status(429, "Your IP is issuing too many"), "status 429 Your IP is issuing too many"),
  Case("too many questions", .status(429, ""), "status 429"),
  Case("a proxy's page", .status(502, "<html>"), "status 502 <html>"),
  Case("an end", .close, "the agent has closed the connection"),
  Case("a reset", .reset, "Connection reset by peer"),
  Case("half of an answer", .half, "the agent has closed the connection"),
  Case("garbage", .octets(Array("\u{1}\u{2}garbage\r\n\r\n".utf8)), "an answer that is no HTTP"),
  Case("no list", .octets(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".utf8)), "an answer that is no list"),
  Case("no JSON", .octets(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[{".utf8)), "an answer that is no list"),
  Case(
    "a wrong length", .octets(Array("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n[]".utf8)), "an answer that is no HTTP"
  ),
  Case("silence", .silence, "no answer within"),
  Case("a slow answer", .slow(.milliseconds(100)), "no answer within"),
  Case("an endless answer", .endless, "an answer of more than 64 MiB"),
]

@Suite("Watching a service at an agent that fails", .timeLimit(.minutes(3)))
struct FaultTests {
  @Test("a first answer that fails is a loss with its reason, and the next one counts", arguments: cases)
  private func first(_ faulty: Case) async throws {
    try await withConsul { consul in
      consul.set { $0.faults = [faulty.fault] }
      let log = try consul.log(times: faulty.times)
      let reason = await log.loss()
      #expect(reason?.hasPrefix(faulty.reason) == true, "\(reason ?? "none")")
      let start = ContinuousClock.now
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test("a later answer that fails leaves the last list, and what changes meanwhile is seen", arguments: cases)
  private func later(_ faulty: Case) async throws {
    try await withConsul { consul in
      let log = try consul.log(times: faulty.times)
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.set { $0.faults = [faulty.fault, faulty.fault] }
      let reason = await log.loss()
      #expect(reason?.hasPrefix(faulty.reason) == true, "\(reason ?? "none")")
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      #expect(log.texts.count == 3, "\(log.texts)")
    }
  }

  @Test("behind a failure the question has no index, whatever the failure", arguments: [true, false])
  func anew(byReset: Bool) async throws {
    try await withConsul { consul in
      let log = try consul.log(times: .patient)
      #expect(await consul.holds(1))
      await consul.drop(byReset: byReset)
      #expect(await log.loss() != nil)
      #expect(await log.waits(for: "10.0.0.1:80", skipping: 2))
      #expect(consul.requests.map { $0.parameters["index"] == nil }.prefix(3) == [true, false, true])
    }
  }

  @Test("an agent that is gone is found again within seconds, and asked little meanwhile")
  func gone() async throws {
    let first = try await FakeConsul()
    let port = first.port
    first.change { $0.register([FakeInstance("10.0.0.1")], as: "web") }
    let log = try first.log()
    #expect(await first.holds(1))
    let end = ContinuousClock.now
    try await first.stop()
    #expect(await log.loss() != nil)
    #expect(try #require(log.lastTime) - end < .seconds(2))
    let second = try await FakeConsul(port: port)
    second.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
    #expect(await log.waits(for: "10.0.0.2:80", within: .seconds(10)))
    #expect(log.texts.count == 3, "\(log.texts)")
    try await second.stop()
  }

  @Test("an agent that is not there is said so at once")
  func refused() async throws {
    let consul = try await FakeConsul()
    let source = try consul.source()
    try await consul.stop()
    let (log, start) = (EventLog(source.watch("web")), ContinuousClock.now)
    #expect(await log.loss() == "Connection refused")
    #expect(ContinuousClock.now - start < .seconds(2))
  }
}
