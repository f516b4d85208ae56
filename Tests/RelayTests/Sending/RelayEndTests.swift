import DNSWire
import HostSystem
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Relay

@Suite("The end of a relay", .timeLimit(.minutes(5)))
struct RelayEndTests {
  /// Sockets of this process that are connected to upstreams; more descriptors than the relay may have are not looked at.
  private static func sockets(to upstreams: HostileUpstream...) -> Int {
    let ports = upstreams.compactMap(\.upstream.address.port)
    let last = CInt(RelayLoop.wantedAttempts + RelayLoop.reservedDescriptors)
    return (0..<last).count { descriptor in peerPort(descriptor).map(ports.contains) ?? false }
  }

  @Test("all that wait are answered, and nothing is left on the event loop")
  func ends() async throws {
    try await undisturbed {
      let (silent, silentStream) = (try await HostileUpstream(.silent), try await HostileUpstream(.truncated, .silent))
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      let rules = ForwardRules(default: [silent.upstream], zones: [(name("corp"), [silentStream.upstream])])
      let relay = try Relay(
        RelaySettings(rules: rules, cacheOctets: 0), on: group.next(),
        logger: Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() })
      let running = Task { await relay.run() }
      let answers = Guarded<[RelayedAnswer]>([])
      relay.eventLoop.execute {
        for number in 0..<20 {
          let question = RelayQuestion(name: name(number < 10 ? "n\(number).corp" : "n\(number).example"), type: .a)
          relay.ask(question, for: .unknown) { answer in answers.withLock { $0.append(answer) } }
        }
      }
      // Where the machine stands still the relay may have given up before: then there is nothing left to wait for.
      while silentStream.record.overStreams < 10, answers.withLock({ $0.count }) < 20 {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(Self.sockets(to: silent, silentStream) > 0)
      running.cancel()
      await running.value
      #expect(answers.withLock { $0 } == Array(repeating: .failure(.unreachable), count: 20))
      #expect(relay.counters[.openAttempts] == 0)
      #expect(Self.sockets(to: silent, silentStream) == 0)
      try await group.shutdownGracefully()
      await silent.close()
      await silentStream.close()
    }
  }
}
