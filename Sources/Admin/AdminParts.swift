package import Discovery

/// What is shown, and where it comes from.
package struct AdminParts: Sendable {
  let board: Board
  let registry: MetricRegistry
  let version: String
  let standing: @Sendable () async -> KeeperStanding
  let serving: @Sendable () -> [MetricFamily]
  let answers: @Sendable () -> UInt64

  /// The parts.
  ///
  /// - Parameters:
  ///   - board: the services.
  ///   - registry: what was counted outside of answering.
  ///   - version: what this program is.
  ///   - standing: how sources and watches stand.
  ///   - serving: what was counted while answering.
  ///   - answers: how many answers were given.
  package init(
    board: Board, registry: MetricRegistry, version: String,
    standing: @escaping @Sendable () async -> KeeperStanding, serving: @escaping @Sendable () -> [MetricFamily],
    answers: @escaping @Sendable () -> UInt64
  ) {
    (self.board, self.registry, self.version) = (board, registry, version)
    (self.standing, self.serving, self.answers) = (standing, serving, answers)
  }
}
