internal import CoreMetrics
package import Discovery
internal import HostSystem

/// The board that changes are written to and requests are answered from, and the events that follow.
package final class Board: Sendable {
  private let state = Guarded(ServiceBoard())
  private let changes, leaderChanges: Counter
  let hub = EventHub()
  /// The sources' names, by rank.
  let sources: [String]

  /// An empty board, which counts changes in `registry`.
  package init(sources: [String], registry: MetricRegistry) {
    self.sources = sources
    changes = registry.counter("doyen_changes_total", "Changes of a service or its instances.")
    leaderChanges = registry.counter(
      "doyen_leader_changes_total", "Times that another instance began to lead a service.")
  }

  /// What is shown now.
  package var value: ServiceBoard { state.withLock { $0 } }

  /// Takes changes over, in order, and tells who watches.
  package func publish(_ changes: [CatalogChange]) {
    let (events, board) = state.withLock { board in
      (changes.flatMap { board.receive($0) }, board)
    }
    for event in events { count(event) }
    // All who follow may be closed on the way, for being too far behind.
    for event in events where hub.hasClients { hub.publish(EventText(event, board, sources).frame) }
  }

  private func count(_ event: BoardEvent) {
    switch event {
    case .service: changes.increment()
    case .leader(_, let leader, let before): if leader != nil, before != nil { leaderChanges.increment() }
    case .source: break
    }
  }
}
