internal import Discovery

extension AdminParts {
  /// All metrics, those of answering first.
  func metrics() async -> [MetricFamily] {
    let standing = await standing()
    return serving() + watchMetrics(standing) + sourceMetrics(standing.sources) + boardMetrics(board.value)
      + registry.families + adminMetrics
  }

  private func watchMetrics(_ standing: KeeperStanding) -> [MetricFamily] {
    [
      MetricFamily(
        "doyen_watches", .gauge, "Services that are watched because of a question or the configuration.",
        Double(standing.openWatches)),
      MetricFamily(
        "doyen_watches_refused_total", .counter, "Questions for new names that found no watch, because of the bounds.",
        Double(standing.refusedWatches)),
    ]
  }

  private func sourceMetrics(_ sources: [SourceStanding]) -> [MetricFamily] {
    let (up, word) = (sources.map(Self.isUp), sources.compactMap(Self.sinceWord))
    return [
      MetricFamily(
        "doyen_ready", .gauge, "Whether every source has delivered, as /readyz says.", Health(sources).isReady ? 1 : 0),
      MetricFamily(
        "doyen_source_up", .gauge, "Whether a source can be reached: 0 is gone, or has told nothing so far.", up),
      MetricFamily(
        "doyen_source_last_word_seconds", .gauge, "Seconds since a source last said something about services.", word),
    ]
  }

  private static func isUp(_ source: SourceStanding) -> MetricFamily.Sample {
    let isUp =
      switch source.state {
      case .gone, .refusing: false
      case .idle, .waiting, .present: true
      }
    return MetricFamily.Sample(isUp ? 1 : 0, [.init("source", source.name)])
  }

  private static func sinceWord(_ source: SourceStanding) -> MetricFamily.Sample? {
    source.sinceWord.map { MetricFamily.Sample($0 / .seconds(1), [.init("source", source.name)]) }
  }

  private func boardMetrics(_ board: ServiceBoard) -> [MetricFamily] {
    let counts = board.counts
    return [
      MetricFamily("doyen_services", .gauge, "Services that exist.", Double(counts.services)),
      MetricFamily("doyen_instances", .gauge, "Their instances.", Double(counts.instances)),
      MetricFamily(
        "doyen_stale_services", .gauge, "Services whose source can't be reached, which are answered as stale.",
        Double(counts.stale)),
    ]
  }

  private var adminMetrics: [MetricFamily] {
    let (clients, closed) = board.hub.counts
    return [
      MetricFamily("doyen_event_clients", .gauge, "Clients that follow /v1/events.", Double(clients)),
      MetricFamily(
        "doyen_event_clients_closed_total", .counter, "Clients of /v1/events that were closed because they were slow.",
        Double(closed)),
      MetricFamily(
        "doyen_build_info", .gauge, "Always 1; the version is the label's.", [.init(1, [.init("version", version)])]),
    ]
  }
}
