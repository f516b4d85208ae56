import DNSWire
import Logging
import Testing

@testable import DNSServer
@testable import Responder

@Suite("Who says that answers are withheld", .timeLimit(.minutes(5)))
struct RateLimitLogTests {
  private let limiter = RateLimiter(rate: 1)

  /// Hands on what is logged.
  private struct Lines: LogHandler {
    let lines: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.yield("\(event.message)") }
  }

  private func start() -> (running: Task<Void, Never>, lines: AsyncStream<String>) {
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    let logger = Logger(label: "test") { _ in Lines(lines: continuation) }
    return (Task { [limiter] in await RateLimitLog(limiter, logger).run() }, lines)
  }

  @Test("is woken by the first one, whenever that is", arguments: [0, 30])
  func woken(milliseconds: Int) async throws {
    let (running, lines) = start()
    try await Task.sleep(for: .milliseconds(milliseconds))
    let client = [192, 0, 2, 1].withOctets { ClientAddress($0) }
    for _ in 0..<1000 { _ = limiter.take(client, .other, at: 7) }
    var iterator = lines.makeAsyncIterator()
    #expect(await iterator.next()?.hasPrefix("192.0.2.0/24 asks more") == true)
    running.cancel()
    await running.value
  }

  @Test("ends while nothing is withheld", arguments: [0, 30])
  func ends(milliseconds: Int) async throws {
    let (running, _) = start()
    try await Task.sleep(for: .milliseconds(milliseconds))
    running.cancel()
    await running.value
  }
}
