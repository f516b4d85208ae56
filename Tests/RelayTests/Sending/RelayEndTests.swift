import DNSWire
import Foundation
import HostSystem
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Relay

@Suite("The end of a relay", .timeLimit(.minutes(1)))
struct RelayEndTests {
  /// Sockets of this process that are connected to upstreams.
  private static func sockets(to upstreams: HostileUpstream...) throws -> Int {
    let ports = upstreams.map { String(format: ":%04X", $0.upstream.address.port ?? 0) }
    let lines = try ["udp", "tcp"].flatMap { table in
      try String(contentsOfFile: "/proc/self/net/\(table)", encoding: .utf8).split(separator: "\n").dropFirst()
    }
    return lines.map { $0.split(separator: " ") }.count { fields in
      // proc_net_tcp(5): the other side is third, and tenth the inode, which is 0 once nobody has the socket open.
      fields.count > 9 && ports.contains { fields[2].hasSuffix($0) } && fields[9] != "0"
    }
  }

  @Test("all that wait are answered, and nothing is left on the event loop")
  func ends() async throws {
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
    while silentStream.record.overStreams < 10 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(try Self.sockets(to: silent, silentStream) > 0)
    running.cancel()
    await running.value
    #expect(answers.withLock { $0 } == Array(repeating: .failure(.unreachable), count: 20))
    #expect(relay.counters[.openAttempts] == 0)
    #expect(try Self.sockets(to: silent, silentStream) == 0)
    try await group.shutdownGracefully()
    await silent.close()
    await silentStream.close()
  }
}
