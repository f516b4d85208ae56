import DNSWire
import Foundation
import NIOCore
import Testing

@testable import Relay

@Suite("A relay and upstreams over UDP", .timeLimit(.minutes(5)))
struct RelayOverUDPTests {
  @Test("an answer comes from the upstream, then from the cache")
  func answers() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.answer)
      try await RelayRig.run(upstream) { rig in
        let first = await rig.ask("www.example").answer
        #expect(first.code == .noError && first.answerCount == 1 && first.error == nil)
        let second = await rig.ask("WWW.example").answer
        #expect(second.code == .noError && second.answerCount == 1)
        #expect(upstream.record.messages.count == 1)
        #expect(rig.relay.counters[.fromCache] == 1 && rig.relay.counters[.sentOverUDP] == 1)
      }
    }
  }

  @Test("each query has a port and an ID of its own, and an OPT record")
  func freshPortsAndIDs() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.answer)
      try await RelayRig.run(upstream) { rig in
        for number in 0..<50 { _ = await rig.ask("n\(number).example") }
        let record = upstream.record
        #expect(Set(record.sources).count > 40 && Set(record.ids).count > 40)
        // What is drawn one after the other would be the same few steps apart.
        let steps = [record.ids, record.sources.map(UInt16.init)].map { zip($0, $0.dropFirst()).map { $1 &- $0 } }
        #expect(steps.allSatisfy { Set($0).count > 40 })
        #expect(record.messages.allSatisfy(hasOPT))
      }
    }
  }

  @Test(
    "what an upstream says wrongly is no answer, and the next one is asked",
    arguments: [
      .silent, .garbage, .wrongID, .wrongQuestion, .fromOtherPort, .code(2), .code(5), .code(9), .late(3_000),
    ] as [DatagramScript])
  func next(script: DatagramScript) async throws {
    try await undisturbed {
      let (bad, good) = (try await HostileUpstream(script), try await HostileUpstream(.answer))
      try await RelayRig.run(bad, good) { rig in
        let (answer, time) = await rig.ask("www.example")
        #expect(answer.code == .noError && answer.answerCount == 1)
        #expect(bad.record.messages.count == 1 && good.record.messages.count == 1)
        #expect(time < .seconds(1))
      }
    }
  }

  @Test("a silent upstream alone gives SERVFAIL before a stub gives up")
  func silent() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.silent)
      try await RelayRig.run(upstream) { rig in
        let start = ContinuousClock.now
        let (answer, time) = await rig.ask("www.example")
        #expect(answer == .failure(.noneAnswers))
        #expect(ContinuousClock.now - start > .seconds(4) && time < .seconds(5))
        #expect(upstream.record.messages.count == 4)
        // The kernel may give a port twice that was given back meanwhile.
        #expect(Set(upstream.record.sources).count >= 3)
      }
    }
  }

  @Test("a late answer of the only upstream is taken")
  func late() async throws {
    try await undisturbed {
      try await RelayRig.run(try await HostileUpstream(.late(600))) { rig in
        let (answer, time) = await rig.ask("www.example")
        #expect(answer.code == .noError && time < .seconds(1))
      }
    }
  }

  /// Whether this host has the IPv6 loopback address.
  private static let hasIPv6 =
    (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?.contains(
      String(repeating: "0", count: 31) + "1")
    ?? false

  @Test("an upstream may have an IPv6 address", .enabled(if: hasIPv6, "needs an IPv6 loopback address"))
  func ipv6() async throws {
    try await undisturbed {
      try await RelayRig.run(try await HostileUpstream(.truncated, .answer, on: "::1")) { rig in
        let answer = await rig.ask("www.example").answer
        #expect(answer.answerCount == 1)
      }
    }
  }

  @Test("where nobody listens that is known at once")
  func unreachable() async throws {
    try await undisturbed {
      let gone = try await HostileUpstream(.answer)
      await gone.close()
      try await RelayRig.run(gone) { rig in
        let (answer, time) = await rig.ask("www.example")
        #expect(answer == .failure(.unreachable) && time < .seconds(1))
      }
    }
  }

  @Test("an upstream that refuses EDNS is asked without, the next time from the start")
  func refusesEDNS() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.refuseEDNS)
      try await RelayRig.run(upstream) { rig in
        let first = await rig.ask("a.example").answer
        let second = await rig.ask("b.example").answer
        #expect(first.answerCount == 1 && second.answerCount == 1)
        #expect(upstream.record.messages.map(hasOPT) == [true, false, false])
      }
    }
  }
}
