public import Discovery
public import Logging
internal import NIOCore
internal import NIOPosix

/// A cluster of discoverds as a source of services. Go: `Client.NewServiceSet` and what follows from it.
public struct DiscoverdSource: DiscoverySource {
  private let cluster: DiscoverdCluster
  private let logger: Logger
  private let noteServer: @Sendable (_ watch: Int, ServerNote?) -> Void

  /// A source of the services of `cluster`.
  public init(_ cluster: DiscoverdCluster, logger: Logger) {
    self.init(cluster, logger: logger) { _, _ in }
  }

  init(
    _ cluster: DiscoverdCluster, logger: Logger, noteServer: @escaping @Sendable (Int, ServerNote?) -> Void
  ) { (self.cluster, self.logger, self.noteServer) = (cluster, logger, noteServer) }

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
    let (source, logger, noteServer) = (self.name, logger, noteServer)
    let number = SessionNumber.next()
    let session = Session(talk) {
      noteServer(number, $0)
    } report: { report in
      switch report {
      case .event(let event): continuation.yield(event)
      case .oddity(let what): logger.warning("\(source) sent \(what), while '\(name)' was watched; it is passed over")
      }
    }
    continuation.onTermination = { _ in
      session.stop()
      noteServer(number, nil)
    }
    return events
  }
}
