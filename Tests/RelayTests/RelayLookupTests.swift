import DNSWire
import Logging
import NIOCore
import NIOEmbedded
import Relay
import Testing

@Suite("Questions that we ask ourselves", .timeLimit(.minutes(5)))
struct RelayLookupTests {
  private let loop = NIOAsyncTestingEventLoop()
  private let question: RelayQuestion

  init() throws { question = RelayQuestion(name: try Name("db.example"), type: .a) }

  /// A relay without upstreams.
  private func makeRelay() throws -> Relay {
    let settings = RelaySettings(rules: ForwardRules(default: [], zones: []), cacheOctets: 0)
    return try Relay(settings, on: loop, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test("the answer is the relay's, given on its event loop")
  func answered() async throws {
    let relay = try makeRelay()
    let running = Task { [loop] in
      while !Task.isCancelled {
        await loop.run()
        await Task.yield()
      }
    }
    #expect(await relay.answer(to: question) == .failure(.unreachable))
    running.cancel()
    await running.value
  }

  @Test("one that is cancelled ends without an answer")
  func cancelled() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.silent)
      try await RelayRig.run(upstream) { [question] rig in
        let asking = Task { await rig.relay.answer(to: question) }
        asking.cancel()
        #expect(await asking.value == nil)
      }
    }
  }
}
