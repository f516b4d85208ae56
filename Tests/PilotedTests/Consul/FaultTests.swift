import Discovery
import NIOCore
import TestBackends
import TestSupport
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
  /// Whether nothing fails before the time of an answer is over.
  var needsTime: Bool { reason.hasPrefix("no answer within") }
}

/// An answer of two octets, behind which the connection ends.
private func shortAnswer(_ body: String) -> [UInt8] {
  Array("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n\(body)".utf8)
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
  Case("no list", .octets(shortAnswer("{}")), "an answer that is no list"),
  Case("no JSON", .octets(shortAnswer("[{")), "an answer that is no list"),
  Case(
    "a wrong length", .octets(Array("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n[]".utf8)), "an answer that is no HTTP"
  ),
  Case("silence", .silence, "no answer within"),
  Case("a slow answer", .slow(.seconds(1)), "no answer within"),
  Case("an endless answer", .endless, "an answer of more than 64 MiB"),
]

@Suite("Watching a service at an agent that fails", .timeLimit(.minutes(10)))
struct FaultTests {
  /// What answers are timed by: it stands still but where one is to come too late.
  private let clock = ManualClock()

  private var times: HealthTimes {
    var times = HealthTimes.short
    (times.hold, times.clock) = (.milliseconds(100), clock)
    return times
  }

  @Test("a first answer that fails is a loss with its reason, and the next one counts", arguments: cases)
  private func first(_ faulty: Case) async throws {
    try await withConsul { consul in
      consul.set { $0.fault = faulty.fault }
      let log = try consul.log(times: times)
      if faulty.needsTime { await runOut(1, of: consul, at: times.answer) }
      let reason = await log.loss()
      #expect(reason?.hasPrefix(faulty.reason) == true, "\(reason ?? "none")")
      if faulty.needsTime { await runOut(2, of: consul, at: times.answer * 2) { $0.set { $0.fault = nil } } }
      consul.set { $0.fault = nil }
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(log.texts.count == 2, "\(log.texts)")
    }
  }

  @Test("a later answer that fails leaves the last list, and what changes meanwhile is seen", arguments: cases)
  private func later(_ faulty: Case) async throws {
    try await withConsul { consul in
      let log = try consul.log(times: times)
      #expect(await log.waits(for: "10.0.0.1:80"))
      consul.set { $0.fault = faulty.fault }
      let (asked, end) = (consul.requests.count, times.hold + times.hold / 16 + times.slack)
      if faulty.needsTime { await runOut(asked + 1, of: consul, at: end) }
      let reason = await log.loss()
      #expect(reason?.hasPrefix(faulty.reason) == true, "\(reason ?? "none")")
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      if faulty.needsTime { await runOut(asked + 2, of: consul, at: end + times.answer) { $0.set { $0.fault = nil } } }
      consul.set { $0.fault = nil }
      #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
      #expect(log.texts.count == 3, "\(log.texts)")
    }
  }

  /// Waits for a question that gets no answer, does something, and lets its time run out.
  private func runOut(
    _ question: Int, of consul: FakeConsul, at end: Duration, _ doFirst: (FakeConsul) -> Void = { _ in }
  ) async {
    #expect(await eventually { consul.requests.count >= question })
    await clock.hasSleeper(until: end)
    doFirst(consul)
    clock.advance(to: end)
  }

  @Test("behind a failure the question has no index, whatever the failure", arguments: [true, false])
  func anew(byReset: Bool) async throws {
    try await withConsul { consul in
      let log = try consul.log(times: .patient)
      #expect(await log.waits(for: "10.0.0.1:80"))
      #expect(await consul.holds(1))
      consul.set { $0.fault = .close }
      await consul.drop(byReset: byReset)
      #expect(await log.loss() != nil)
      consul.set { $0.fault = nil }
      #expect(await log.waits(for: "10.0.0.1:80", skipping: 2))
      #expect(consul.requests.map { $0.parameters["index"] == nil }.prefix(3) == [true, false, true])
    }
  }
}
