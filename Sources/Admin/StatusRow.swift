package import Discovery

/// The server's state as the page reads it.
struct StatusRow: Encodable {
  let version: String
  let ready: Bool
  let reasons: [String]
  /// Answers given since the start.
  let answers: UInt64
  let services: Int
  let instances: Int
  let watches: Int
  let watchesRefused: Int
  let sources: [SourceRow]

  struct SourceRow: Encodable {
    let name: String
    let state: String
    let reason: String?
    /// Seconds since it last spoke, and since that changed something.
    let sinceWord: Int?
    let sinceChange: Int?
  }

  init(_ parts: AdminParts, _ standing: KeeperStanding, _ board: ServiceBoard) {
    let (health, counts) = (Health(standing.sources), board.counts)
    (version, answers) = (parts.version, parts.answers())
    (ready, reasons) = (health.isReady, health.reasons)
    (services, instances) = (counts.services, counts.instances)
    (watches, watchesRefused) = (standing.openWatches, standing.refusedWatches)
    sources = standing.sources.map(SourceRow.init)
  }
}

extension StatusRow.SourceRow {
  fileprivate init(_ source: SourceStanding) {
    name = source.name
    (sinceWord, sinceChange) = (source.sinceWord?.wholeSeconds, source.sinceChange?.wholeSeconds)
    switch source.state {
    case .gone(let reason), .refusing(let reason): self.reason = reason
    case .idle, .waiting, .present: reason = nil
    }
    state = source.state.text
  }
}

extension SourceStanding.State {
  /// The state in a word.
  package var text: String {
    switch self {
    case .idle: "idle"
    case .waiting: "waiting"
    case .present: "present"
    case .refusing: "refusing"
    case .gone: "gone"
    }
  }
}

extension Duration {
  fileprivate var wholeSeconds: Int { Int(components.seconds) }
}
