/// What happens to a client's connections. Go: `discoverd.ConnEvent`.
public enum ConnectionEvent: Sendable, Equatable {
  /// A server is there again, for everything that had lost it. Nothing is said of the first connection.
  case connected
  /// A server is gone.
  case disconnected(reason: String)
  /// An attempt to connect has failed.
  case connectFailed(reason: String)
}

/// Makes one story out of what many sessions notice about their servers: a value.
struct ConnectionMonitor: Sendable {
  /// The sessions whose server was there at any time.
  private var connected: Set<Int> = []
  /// Those whose server is gone.
  private var lost: Set<Int> = []

  /// Takes in what a session notices.
  mutating func receive(_ note: ServerNote, from session: Int) -> ConnectionEvent? {
    switch note {
    case .isThere:
      connected.insert(session)
      return lost.remove(session) != nil && lost.isEmpty ? .connected : nil
    case .isGone(let reason):
      guard connected.contains(session), lost.insert(session).inserted else {
        lost.insert(session)
        return .connectFailed(reason: reason)
      }
      return lost.count == 1 ? .disconnected(reason: reason) : nil
    case .isOver:
      connected.remove(session)
      return lost.remove(session) != nil && lost.isEmpty && !connected.isEmpty ? .connected : nil
    }
  }
}
