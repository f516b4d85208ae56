import Discovery
import HostSystem
import TestSupport

/// A source that the test drives: what it says of each service, and which services are watched.
final class FakeSource: DiscoverySource {
  let name = "fake"
  private let watches = Guarded<[String: [AsyncStream<WatchEvent>.Continuation]]>([:])
  private let endedWatches = Guarded(0)
  /// The services whose watches begin and end.
  let (started, ended): (AsyncStream<String>, AsyncStream<String>)
  private let (starts, ends): (AsyncStream<String>.Continuation, AsyncStream<String>.Continuation)

  init() {
    (started, starts) = AsyncStream.makeStream(of: String.self)
    (ended, ends) = AsyncStream.makeStream(of: String.self)
  }

  func watch(_ name: String) -> AsyncStream<WatchEvent> {
    let (events, continuation) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(1))
    continuation.onTermination = { [weak self] _ in
      self?.endedWatches.withLock { $0 += 1 }
      self?.ends.yield(name)
    }
    watches.withLock { $0[name, default: []].append(continuation) }
    starts.yield(name)
    return events
  }

  var endedCount: Int { endedWatches.withLock { $0 } }

  func watchCount(_ name: String) -> Int { watches.withLock { $0[name]?.count ?? 0 } }

  /// Tells all watches of a service that there are.
  func say(_ event: WatchEvent, of name: String) {
    for watch in watches.withLock({ $0[name] ?? [] }) { watch.yield(event) }
  }

  /// Tells all watches of a service, once there is one.
  func tell(_ name: String, _ event: WatchEvent) async {
    try? await wait { watchCount(name) != 0 }
    say(event, of: name)
  }
}

/// A source that lists what the test says.
final class FakeListing: ListingSource {
  let name = "fake listing"
  private typealias Stream = (stream: AsyncStream<ListingEvent>, continuation: AsyncStream<ListingEvent>.Continuation)
  private let state = Guarded<(newest: Stream, count: Int)>((AsyncStream.makeStream(of: ListingEvent.self), 0))

  /// How often it was asked.
  var listingCount: Int { state.withLock { $0.count } }

  /// What was said before the first listing is in it.
  func listing() -> AsyncStream<ListingEvent> {
    state.withLock { state in
      if state.count > 0 { state.newest = AsyncStream.makeStream(of: ListingEvent.self) }
      state.count += 1
      return state.newest.stream
    }
  }

  func say(_ event: ListingEvent) { state.withLock { $0.newest.continuation }.yield(event) }
}

/// An instance of 10.0.0.1 with a port.
func instance(_ port: UInt16, _ created: UInt64, _ attributes: [String: String] = [:]) -> Instance {
  Instance(
    endpoint: Endpoint(address: .ipv4(0x0A00_0001), port: port), created: created, attributes: attributes)
}

extension ServiceWatch {
  /// Waits until the watch shows a set of these ports.
  func shows(_ ports: [UInt16]) async {
    for await set in sets where set.instances.map(\.endpoint.port) == ports { return }
  }
}
