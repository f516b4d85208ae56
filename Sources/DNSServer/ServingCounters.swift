internal import Synchronization

/// What happens beside the workers' path, counted; read from anywhere.
package final class ServingCounters: Sendable {
  /// How long questions waited for their service to be watched, and for upstream resolvers or the cache of their answers.
  package let waited = LatencyHistogram()
  package let relayed = LatencyHistogram()
  private let cells = InlineArray<7, Atomic<Int>> { _ in Atomic(0) }

  /// One count.
  package enum Count: Int, CaseIterable, Sendable {
    /// TCP connections that were opened, and those that are open.
    case opened, open
    /// TCP connections that were closed because too many were open, or too many of the same client, or nothing was asked on them.
    case closedForOthers, closedForOwn, closedIdle
    /// Times that a connection was not read because too many of its questions waited.
    case paused
    /// Questions over TCP that were refused because too many of the connection were relayed.
    case refused
  }

  init() {}

  /// The present value.
  package subscript(_ count: Count) -> Int { cells[count.rawValue].load(ordering: .relaxed) }

  func add(_ count: Count, _ number: Int = 1) { cells[count.rawValue].wrappingAdd(number, ordering: .relaxed) }
}

/// What one UDP worker has done.
package struct WorkerCounts: Sendable {
  /// The worker's number.
  package let worker: Int
  /// Datagrams received, answers sent, and answers that the system did not take.
  package let received, sent, unsent: UInt64
  /// Questions handed to the side that waits, and to the relay.
  package let waited, relayed: UInt64
  /// Questions refused because too many waited, or were on their way to the relay.
  package let refused: UInt64
}

extension UDPWorker {
  /// What this worker has done so far.
  var counts: WorkerCounts {
    WorkerCounts(
      worker: Int(number), received: counters.received.load(ordering: .relaxed),
      sent: counters.sent.load(ordering: .relaxed), unsent: counters.unsent.load(ordering: .relaxed),
      waited: counters.waited.load(ordering: .relaxed),
      relayed: counters.relayed.load(ordering: .relaxed), refused: counters.refused.load(ordering: .relaxed))
  }
}
