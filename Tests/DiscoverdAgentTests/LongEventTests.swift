import Discovery
import HostSystem
import NIOCore
import NIOPosix
import Testing

@testable import DiscoverdAgent

/// A source whose events are taken in on an event loop, like the agent's.
private struct LoopListing: ListingSource {
  let name = "loop listing"
  let eventLoop: any EventLoop
  let events: AsyncStream<ListingEvent>

  var executor: (any TaskExecutor)? { LoopExecutor(eventLoop) }

  func listing() -> AsyncStream<ListingEvent> { events }
}

@Suite("While a long event of an event loop's source is taken in", .timeLimit(.minutes(5)))
struct LongEventTests {
  /// So many services are too long for one part, and they are three parts.
  private let services = Dictionary(uniqueKeysWithValues: (0..<190).map { ("s\($0)", ServiceSet([])) })

  private func filled(_ port: UInt16) -> [String: ServiceSet] {
    let instance = Instance(endpoint: Endpoint(address: .ipv4(0x7F00_0001), port: port), created: 1)
    return services.mapValues { _ in ServiceSet([instance]) }
  }

  @Test("the loop answers")
  func answering() async {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let (events, source) = AsyncStream.makeStream(of: ListingEvent.self)
    let (told, tell) = AsyncStream.makeStream(of: Bool.self)
    let keeper = WatchKeeper(
      sources: [.listing(LoopListing(eventLoop: eventLoop, events: events))], configured: [], logger: testLogger,
      wasAsked: { _ in false },
      publish: { changes in
        if case .service = changes.first {
          // The loop could not answer if this were done by its own thread.
          tell.yield(!eventLoop.inEventLoop && (try? eventLoop.submit { true }.wait()) == true)
        }
      })
    let running = Task { await keeper.run() }
    var answers = told.makeAsyncIterator()
    source.yield(.all(filled(1)))
    for part in 0..<3 { #expect(await answers.next() == true, "part \(part)") }
    source.yield(.changed(filled(2)))
    #expect(await answers.next() == true, "changes")
    source.yield(.changed(services))
    #expect(await answers.next() == true, "the end of all")
    running.cancel()
    await running.value
  }
}
