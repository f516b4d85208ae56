import ArgumentParser

/// A source and what happens to it.
struct Scenario: Sendable, Hashable, CustomStringConvertible, ExpressibleByArgument {
  /// What the server watches.
  enum Source: String, CaseIterable, Sendable { case agent, v1, v2, consul }

  /// What happens to that.
  enum Fault: String, CaseIterable, Sendable {
    /// It is killed, and started again.
    case killed
    /// It is stopped, and goes on.
    case frozen
    /// It comes back at once from a restart, and says that there is nothing.
    case emptied
    /// Packets to it and from it are dropped.
    case cut
  }

  let source: Source
  let fault: Fault

  /// All of them.
  static let all = Source.allCases.flatMap { source in Fault.allCases.map { Scenario(source: source, fault: $0) } }

  init(source: Source, fault: Fault) { (self.source, self.fault) = (source, fault) }

  init?(argument: String) {
    guard let scenario = Self.all.first(where: { $0.description == argument }) else { return nil }
    self = scenario
  }

  var description: String { "\(source.rawValue)-\(fault.rawValue)" }

  /// How the server is told of the source.
  func flags(at address: String) -> [String] {
    switch source {
    case .agent, .v1, .v2: ["--discoverd", "\(address):\(port)"]
    case .consul: ["--consul", "\(address):\(port)"]
    }
  }

  /// Where the source listens.
  var port: Int { source == .consul ? 8500 : 1111 }

  /// A service without instances is believed in by no source sooner than this after its connections have ended: version 1 is asked
  /// again three times, each two seconds later, Consul once, and of version 2 the last set is kept for `--empty-grace`.
  var emptyGrace: Duration {
    switch source {
    case .agent, .v1: .seconds(5)
    case .v2: .seconds(10)
    case .consul: .milliseconds(1500)
    }
  }

  /// So long after it falls silent a source is known to be gone, at most: `RPCWatchConversation.renewalTime` and its answer time,
  /// `HTTPWatchConversation.silenceTime`, and the time of a held answer in `HealthTimes`, each with a little for the machine.
  var detection: Duration {
    switch (fault, source) {
    case (.killed, _), (.emptied, _): .seconds(3)
    case (_, .agent), (_, .v1): .seconds(66 + 5 + 5)
    case (_, .v2): .seconds(75 + 5)
    case (_, .consul): .seconds(42 + 5)
    }
  }
}
