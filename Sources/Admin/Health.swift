package import Discovery

/// Whether the server has what it needs to answer, and what it lacks.
package struct Health: Sendable, Equatable {
  /// What is missing, in words; empty where the server is ready.
  package let reasons: [String]

  /// Whether questions can be answered as well as they ever will.
  package var isReady: Bool { reasons.isEmpty }

  /// Ready is who has heard from every source that was asked, or has what it said before a restart.
  package init(_ sources: [SourceStanding]) {
    reasons = sources.filter { !$0.isReady }.map { source in
      switch source.state {
      case .gone(let reason): "\(source.name) is gone: \(reason)"
      case .refusing(let reason): "\(source.name) has told nothing yet: \(reason)"
      case .idle, .waiting, .present: "\(source.name) has not answered yet"
      }
    }
  }
}
