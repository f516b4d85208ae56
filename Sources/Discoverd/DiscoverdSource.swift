public import Discovery
public import Logging
internal import NIOCore
internal import NIOPosix

/// A cluster of discoverds as a source of services. Go: `Client.NewServiceSet` and what follows from it.
public struct DiscoverdSource: DiscoverySource {
  private let cluster: DiscoverdCluster
  private let logger: Logger
  private let owner: (any WatchOwner)?

  /// A source of the services of `cluster`.
  public init(_ cluster: DiscoverdCluster, logger: Logger) { self.init(cluster, logger: logger, owner: nil) }

  init(_ cluster: DiscoverdCluster, logger: Logger, owner: (any WatchOwner)?) {
    (self.cluster, self.logger, self.owner) = (cluster, logger, owner)
  }

  /// What log lines call it.
  public var name: String { "discoverd \(cluster)" }

  /// Watches a service over connections of its own: a subscription of version 1 in JSON ends with its connection only.
  public func watch(_ name: String) -> AsyncStream<WatchEvent> {
    let peers = cluster.peers
    switch cluster.api {
    case .v1: return run(RPCWatchConversation(name, peers: peers), name)
    case .v2: return run(HTTPWatchConversation(name, peers: peers), name)
    case .auto:
      let talk = DetectingConversation(
        rpc: { RPCWatchConversation(name, peers: peers, firstNumber: $0) },
        http: { HTTPWatchConversation(name, peers: peers, firstNumber: $0) },
        isSuccess: { if case .event(.current) = $0 { true } else { false } })
      return run(talk, name)
    }
  }

  private func run(_ talk: some Conversation<WatchReport, Never>, _ name: String) -> AsyncStream<WatchEvent> {
    let (events, continuation) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(1))
    let (source, logger) = (self.name, logger)
    let number = SessionNumber.next()
    let session = Session(talk, patience: cluster.patience) { [weak owner] in
      owner?.receive($0, from: number)
    } report: { report in
      switch report {
      case .event(let event): continuation.yield(event)
      case .oddity(let what):
        logger.warning(
          "\(source) sent \(what), while '\(name)' was watched; it is passed over",
          metadata: ["source": "\(source)", "service": "\(name)"])
      }
    }
    continuation.onTermination = { _ in session.stop() }
    owner?.keep(number) { continuation.finish() }
    return events
  }
}

/// Who keeps watches, so that it can end them.
protocol WatchOwner: AnyObject, Sendable {
  /// Takes in what a watch notices about its server; the last is that it is over.
  func receive(_ note: ServerNote, from session: Int)
  /// Takes over how to end a watch.
  func keep(_ session: Int, end: @escaping @Sendable () -> Void)
}
