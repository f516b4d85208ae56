internal import NIOCore

/// The connection to one upstream, over TCP or TLS, made when something is asked and kept for a while. Questions go out one behind
/// the other and are answered in any order (RFC 7766 section 6.2.1.1).
final class UpstreamConnection {
  let upstream: Upstream
  private let connector: StreamConnector
  private weak var owner: (any AttemptOwner)?
  private var handler: ConnectionHandler?
  private var queries = ConnectionQueries()

  init(_ upstream: Upstream, _ connector: StreamConnector, _ owner: any AttemptOwner) {
    (self.upstream, self.connector, self.owner) = (upstream, connector, owner)
  }

  /// Asks, on the connection that is there, or on a new one.
  func ask(_ key: AttemptKey, _ message: [UInt8]) {
    queries.add(key, upstream.transport == .plain ? message : QueryPadding.padded(message))
    sendWhatWaits()
  }

  /// Lets an attempt go: its answer is not heard.
  func forget(_ key: AttemptKey) { queries.remove(key) }

  /// Sends what is not sent yet, once there is a connection.
  func sendWhatWaits() {
    guard queries.hasUnsent else { return }
    guard let handler else { return connect() }
    guard handler.isActive else { return }
    handler.use.noteSent(at: .now())
    for message in queries.takeUnsent() { handler.send(message) }
  }

  private func connect() {
    let handler = ConnectionHandler(self, start: .now())
    self.handler = handler
    connector.connect(to: upstream, handler)
  }

  /// A message came; one that nobody waits for any more is dropped.
  func receive(_ message: [UInt8]) {
    let answered = queries.takeAnswered(by: message)
    handler?.use.noteRead(at: .now(), isAnswer: answered != nil, isAwaited: queries.hasSent)
    guard let (key, message) = answered else { return }
    owner?.receive(message, for: key)
  }

  /// The connection is over. What was asked on one that worked goes to a new one: the upstream may just have had enough. So it does,
  /// once, where nothing came. What is lost is lost at one blow: one failure of the upstream.
  func lose(_ ended: ConnectionHandler, _ failure: AttemptFailure) {
    guard ended === handler else { return }
    handler = nil
    let retry: ConnectionQueries.Retry = failure == .silent ? .once : ended.use.hasAnswered ? .always : .never
    var told = failure
    for key in queries.takeLost(retry) {
      owner?.fail(key, told)
      if case .refused = failure { told = .lostWithOthers }
    }
    sendWhatWaits()
  }

  /// Closes the connection where it is idle or dead; to be asked every now and then.
  func review(at now: NIODeadline) {
    guard let handler else { return }
    if handler.use.isSilent(at: now) { return handler.fail(.silent) }
    if queries.isEmpty && handler.use.isIdle(at: now) { handler.fail(.closed) }
  }

  /// Whether nothing is open.
  var isOver: Bool { handler == nil && queries.isEmpty }

  /// Closes for good.
  ///
  /// - Returns: completes when it is closed; absent where there is no connection.
  func close() -> EventLoopFuture<Void>? {
    queries = ConnectionQueries()
    let end = handler?.end
    handler?.close()
    handler = nil
    return end
  }
}
