internal import Admin
internal import CoreMetrics
internal import Discovery
internal import DNSServer
internal import DNSWire
internal import HostSystem
internal import Logging
internal import Relay
internal import Responder

/// What `--admin` shows, gathered from the parts of the server.
final class Monitoring: Sendable {
  /// The zones whose answers are counted apart.
  let zones = CountedZones()
  private let choice: AdminChoice
  private let registry = MetricRegistry()
  private let tallies = Guarded<[AnswerTally]>([])

  /// Nothing is counted yet. From now on libraries register their metrics here.
  init(_ choice: AdminChoice) {
    self.choice = choice
    MetricsSystem.bootstrap(registry)
  }

  /// Where a zone's answers are counted, if anything is.
  static func place(of origin: Name, in monitoring: Monitoring?) -> Int {
    monitoring?.zones.place(of: origin) ?? CountedZones.others
  }

  /// Takes the catalog's changes for the index, and then for the board.
  static func publisher(_ publication: Publication, _ board: Board?) -> @Sendable ([CatalogChange]) -> Void {
    { changes in
      publication.publish(changes)
      board?.publish(changes)
    }
  }

  /// What counts the answers of one responder.
  func makeTally() -> AnswerTally {
    let tally = AnswerTally()
    tallies.withLock { $0.append(tally) }
    return tally
  }

  /// A board that shows the services of sources.
  func makeBoard(_ sources: [RankedSource]) -> Board { Board(sources: sources.map(\.name), registry: registry) }

  /// Listens for requests over HTTP.
  ///
  /// - Throws: `AdminBindError`.
  func server(
    _ board: Board?, _ keeper: WatchKeeper<ContinuousClock>, _ listener: DNSListener, _ parts: ServingParts,
    relay: RelayCounters? = nil, logger: Logger
  ) async throws -> AdminServer? {
    guard let board else { return nil }
    let metrics = ServingMetrics(
      zones: zones, listener: listener, counters: parts.counters, limiter: parts.limiter, relay: relay)
    let parts = AdminParts(
      board: board, registry: registry, version: Doyen.version, standing: { await keeper.standing },
      serving: { [self] in metrics.families(counts) },
      answers: { [self] in counts.reduce(0) { $0 + $1.value } })
    return try await AdminServer(choice.address.address, setting: choice.address.setting, parts, logger: logger)
  }

  private var counts: [AnswerTally.Count] { tallies.withLock { $0 }.flatMap(\.counts) }
}
