/// A source that a scenario brings into trouble and out of it, and that says what answers have to be because of that.
protocol WatchedSource: Sendable {
  /// Begins to serve what there is before.
  func start() async throws
  /// Begins the trouble.
  func begin(_ fault: Scenario.Fault, _ load: Load) async throws
  /// Ends the trouble, with what there is after. Returns once the source is known to say so.
  func end(_ fault: Scenario.Fault, _ load: Load) async throws
}

extension Load {
  /// Adds a version to every service.
  func add(
    _ likeness: Version.Likeness = .inOrder, from issued: ContinuousClock.Instant = .now,
    _ addresses: @Sendable @escaping (Int) -> [String]
  ) {
    change { truth in
      for service in truth.services.indices {
        truth.services[service].add(Version(addresses: addresses(service), likeness: likeness, issued: issued))
      }
    }
  }

  /// Notes that the live source says the newest version of every service, at a time.
  func confirm(at time: ContinuousClock.Instant = .now) {
    change { truth in
      for service in truth.services.indices { truth.services[service].confirm(at: time) }
    }
  }
}
