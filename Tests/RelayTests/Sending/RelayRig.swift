import DNSWire
import HostSystem
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

@testable import Relay

/// A relay that runs on a thread of its own, and how long its answers take.
struct RelayRig: Sendable {
  let relay: Relay

  /// Runs a relay for as long as `body` takes; nothing of it is left afterwards.
  static func run<Result: Sendable>(
    _ rules: ForwardRules, cacheOctets: Int = 1_000_000, tls: TLSConfiguration = .makeClientConfiguration(),
    _ body: @Sendable (RelayRig) async throws -> Result
  ) async throws -> Result {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let settings = RelaySettings(rules: rules, cacheOctets: cacheOctets, tls: tls)
    let relay = try Relay(settings, on: group.next(), logger: Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() })
    let result = try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await relay.run() }
      defer { tasks.cancelAll() }
      return try await body(RelayRig(relay: relay))
    }
    try await group.shutdownGracefully()
    return result
  }

  /// Runs a relay with upstreams for all names.
  static func run<Result: Sendable>(
    _ upstreams: HostileUpstream..., tls: TLSConfiguration = .makeClientConfiguration(),
    _ body: @Sendable (RelayRig) async throws -> Result
  ) async throws -> Result {
    let rules = ForwardRules(default: upstreams.map(\.upstream), zones: [])
    let result = try await run(rules, tls: tls, body)
    for upstream in upstreams { await upstream.close() }
    return result
  }

  /// Asks for the addresses of a name; in the time of an answer the machine did not stand still.
  func ask(_ text: String, client: ClientAddress = .unknown) async -> (answer: RelayedAnswer, time: Duration) {
    let stopwatch = Stopwatch()
    let answer: RelayedAnswer = await withCheckedContinuation { continuation in
      relay.eventLoop.execute {
        relay.ask(RelayQuestion(name: name(text), type: .a), for: client) { continuation.resume(returning: $0) }
      }
    }
    return (answer, stopwatch.elapsed)
  }

  /// Asks for some names at once.
  func ask(all names: [String]) async -> [RelayedAnswer] {
    await withTaskGroup(of: RelayedAnswer.self) { tasks in
      for name in names { tasks.addTask { await ask(name).answer } }
      return await tasks.reduce(into: []) { $0.append($1) }
    }
  }
}
