public import Discovery
public import Logging
internal import NIOCore
internal import NIOPosix

/// A cluster of discoverds of version 1 as a source of services. Go: `Client.NewServiceSet` and what follows from it.
public struct DiscoverdSource: DiscoverySource {
  private let peers: [DiscoverdAddress]
  private let logger: Logger

  /// A source of `peers` of one cluster, at least one, which are tried in turn.
  public init(peers: [DiscoverdAddress], logger: Logger) {
    precondition(!peers.isEmpty, "a cluster without peers")
    (self.peers, self.logger) = (peers, logger)
  }

  /// What log lines call it.
  public var name: String { "discoverd \(peers.map(\.description).joined(separator: ","))" }

  /// Watches a service over a connection of its own: a subscription in JSON ends with its connection only.
  public func watch(_ name: String) -> AsyncStream<WatchEvent> {
    let (events, continuation) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(1))
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let logger = logger
    let source = self.name
    let runner = eventLoop.submit { [peers] in
      let runner = ConversationRunner(WatchConversation(name, peers: peers), on: eventLoop) { report in
        switch report {
        case .event(let event): continuation.yield(event)
        case .oddity(let what): logger.warning("\(source) sent \(what), while '\(name)' was watched; it is passed over")
        }
      }
      runner.receive(.started)
      return NIOLoopBound(runner, eventLoop: eventLoop)
    }
    continuation.onTermination = { _ in runner.whenSuccess { $0.value.stop() } }
    return events
  }
}
