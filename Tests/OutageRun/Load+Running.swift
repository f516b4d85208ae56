import HostSystem
import TestSupport

extension Load {
  /// Runs on a thread of its own until ``end()``, and returns once all answers are there.
  func runOnThread() async throws {
    let error = await onThread { [self] () -> (any Error)? in
      do { try run() } catch { return error }
      return nil
    }
    if let error { throw error }
  }

  /// How long a server may take to know all services, on a machine that is busy.
  private static let startTime = Duration.seconds(120)

  /// Asks until all services are there, since the first answers may come before a source's first words.
  static func waitUntilKnown(_ services: TestServices, _ truth: Truth, port: UInt16) async throws {
    let stopwatch = Stopwatch()
    while stopwatch.elapsed < startTime {
      let probe = Load(services.names, zone: "service.local", truth: truth, port: port, rate: 1000)
      async let probing: Void = probe.runOnThread()
      defer { probe.end() }
      try await Task.sleep(for: .milliseconds(Int64(services.count * 2 + 100)))
      probe.end()
      try await probing
      if probe.tally.mistakes.isEmpty, probe.isSettled { return }
    }
    throw ProgramError("the server does not know all services within \(startTime)")
  }
}
