internal import NIOCore

/// The connections to all upstreams that are asked over TCP or TLS.
final class UpstreamConnections {
  private let connector: StreamConnector
  private let eventLoop: any EventLoop
  private var connections: [Upstream: UpstreamConnection] = [:]
  private var attempts: [AttemptKey: UpstreamConnection] = [:]
  private var nextReview: Scheduled<Void>?

  /// How often connections are looked at: their times are kept to within this.
  static let reviewPause = TimeAmount.milliseconds(250)

  init(_ connector: StreamConnector, on eventLoop: any EventLoop) {
    (self.connector, self.eventLoop) = (connector, eventLoop)
  }

  /// Sends a message on the upstream's connection.
  func open(_ key: AttemptKey, _ upstream: Upstream, _ message: [UInt8], for owner: any AttemptOwner) {
    let connection = connections[upstream] ?? UpstreamConnection(upstream, connector, owner)
    (connections[upstream], attempts[key]) = (connection, connection)
    connection.ask(key, message)
    startReviewing()
  }

  /// Lets an attempt go; the connection stays.
  func close(_ key: AttemptKey) { attempts.removeValue(forKey: key)?.forget(key) }

  /// Looks at the connections after a while, and again as long as there are any.
  private func startReviewing() {
    guard nextReview == nil, !connections.isEmpty else { return }
    nextReview = eventLoop.assumeIsolated().scheduleTask(in: Self.reviewPause) { [weak self] () -> Void in
      self?.review()
    }
  }

  private func review() {
    nextReview = nil
    for connection in connections.values { connection.review(at: .now()) }
    connections = connections.filter { !$0.value.isOver }
    startReviewing()
  }

  /// Closes all.
  ///
  /// - Returns: completes when all are closed; a TLS connection says so first.
  func close() -> EventLoopFuture<Void> {
    nextReview?.cancel()
    let ends = connections.values.compactMap { $0.close() }
    (connections, attempts) = ([:], [:])
    return .andAllComplete(ends, on: eventLoop)
  }
}
