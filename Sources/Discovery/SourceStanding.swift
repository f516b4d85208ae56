/// How a source stands, for who looks after the server.
package struct SourceStanding: Sendable, Equatable {
  /// What log lines call it.
  package let name: String
  package let state: State
  /// How long ago it last said something about services; absent where it has not yet.
  package let sinceWord: Duration?
  /// How long ago something that it said changed what is shown.
  package let sinceChange: Duration?
  /// Whether what it knows is here: it has spoken, or what it said before a restart was kept, or nothing was asked of it.
  package let isReady: Bool

  /// What can be said of a source.
  package enum State: Sendable, Equatable {
    /// Nothing was asked of it yet.
    case idle
    /// It was asked and has not answered.
    case waiting
    /// It can be reached, but has told nothing yet: why.
    case refusing(reason: String)
    /// It has told something and can be reached.
    case present
    /// It cannot be reached: why.
    case gone(reason: String)
  }

  /// A standing of its parts.
  package init(name: String, state: State, sinceWord: Duration?, sinceChange: Duration?, isReady: Bool) {
    (self.name, self.state, self.isReady) = (name, state, isReady)
    (self.sinceWord, self.sinceChange) = (sinceWord, sinceChange)
  }
}

/// How the watches stand.
package struct KeeperStanding: Sendable, Equatable {
  /// The sources by rank.
  package let sources: [SourceStanding]
  /// Services that are watched.
  package let openWatches: Int
  /// Wishes to watch a service that the bounds refused.
  package let refusedWatches: Int

  /// A standing of its parts.
  package init(sources: [SourceStanding], openWatches: Int, refusedWatches: Int) {
    (self.sources, self.openWatches, self.refusedWatches) = (sources, openWatches, refusedWatches)
  }
}

extension WatchKeeper {
  /// How sources and watches stand now.
  package var standing: KeeperStanding {
    KeeperStanding(
      sources: sources.indices.map(standing(of:)), openWatches: table.count, refusedWatches: table.refusedCount)
  }

  private func standing(of rank: Int) -> SourceStanding {
    let (layer, record) = (catalog.layers[rank], records[rank])
    let isIdle = layer.kind == .watching && table.count == 0
    let state: SourceStanding.State =
      layer.isGone
      ? .gone(reason: record.reason ?? "no reason given")
      : record.lastWord != nil
        ? .present : isIdle ? .idle : record.refusal.map { .refusing(reason: $0) } ?? .waiting
    return SourceStanding(
      name: sources[rank].name, state: state, sinceWord: record.lastWord.map { now - $0 },
      sinceChange: record.lastChange.map { now - $0 },
      isReady: record.lastWord != nil || !layer.services.isEmpty || isIdle && !layer.isGone)
  }
}
