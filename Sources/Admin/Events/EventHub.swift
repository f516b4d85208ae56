internal import HostSystem
internal import NIOCore

/// Who watches events, each with a queue of its own that never grows: a client that is slow is closed, and may come again.
final class EventHub: Sendable {
  private struct Client {
    let queue: AsyncStream<ByteBuffer>.Continuation
    /// Closes the connection.
    let close: @Sendable () -> Void
  }

  private struct State {
    var clients: [Int: Client] = [:]
    var next = 0
    var closed = 0
  }

  private let state = Guarded(State())

  /// As many watch at once: each may keep a connection for good.
  static let maximumClients = 32
  /// As many events wait for a client: some seconds of a busy catalog, and less than 64 KiB.
  static let maximumQueue = 256

  /// Whether anyone watches.
  var hasClients: Bool { state.withLock { !$0.clients.isEmpty } }
  /// Who watches, and how many were closed because they were slow.
  var counts: (clients: Int, closed: Int) { state.withLock { ($0.clients.count, $0.closed) } }

  /// The events from now on; absent where too many watch already.
  ///
  /// - Parameter close: closes the client's connection; called once, where its queue is full.
  /// - Returns: the events, until the client is closed or ``unsubscribe(_:)``.
  func subscribe(close: @escaping @Sendable () -> Void) -> (number: Int, events: AsyncStream<ByteBuffer>)? {
    let (events, queue) = AsyncStream.makeStream(
      of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(Self.maximumQueue))
    let number = state.withLock { state -> Int? in
      guard state.clients.count < Self.maximumClients else { return nil }
      state.next += 1
      state.clients[state.next] = Client(queue: queue, close: close)
      return state.next
    }
    return number.map { ($0, events) }
  }

  /// Ends a client's events.
  func unsubscribe(_ number: Int) { state.withLock { $0.clients.removeValue(forKey: number) }?.queue.finish() }

  /// Hands an event to all clients, and closes those whose queue is full.
  func publish(_ frame: ByteBuffer) {
    let clients = state.withLock { $0.clients }
    for (number, client) in clients {
      guard case .dropped = client.queue.yield(frame), remove(slow: number) else { continue }
      client.queue.finish()
      client.close()
    }
  }

  private func remove(slow number: Int) -> Bool {
    state.withLock { state in
      guard state.clients.removeValue(forKey: number) != nil else { return false }
      state.closed += 1
      return true
    }
  }
}
