import Foundation
import HostSystem
import TestSupport

/// One scenario from its start to its end, in a network of its own.
struct ScenarioRun: Sendable {
  let scenario: Scenario
  let settings: ScenarioSettings
  private let services: TestServices
  private let source: any WatchedSource

  /// Where the server answers, in a network that nobody else is in.
  private static let port: UInt16 = 5300
  /// Before the trouble, and after it.
  private static let calm = Duration.seconds(3)
  /// From a source's return, or its word, to the last answer that knows it: attempts to reconnect are five seconds apart and may take
  /// fifteen, and the machine is busy.
  private static let bound = Duration.seconds(25)

  /// Makes the network and the source.
  init(_ scenario: Scenario, _ settings: ScenarioSettings) async throws {
    (self.scenario, self.settings, services) = (scenario, settings, TestServices(count: settings.services))
    let network = try await Network()
    source =
      scenario.source == .agent
      ? try AgentSource(scenario, in: network, services) : FakeSource(scenario, in: network, services)
  }

  /// Runs it.
  func run() async throws -> ScenarioResult {
    try await source.start()
    let server = try await serve()
    let load = Load(services.names, zone: "service.local", truth: truth(), port: Self.port, rate: settings.rate)
    try await Load.waitUntilKnown(services, truth(), port: Self.port)
    async let loading: Void = load.runOnThread()
    // It is waited for also where something fails.
    defer { load.end() }
    try await Task.sleep(for: Self.calm)
    let (began, stopwatch) = (ContinuousClock.now, Stopwatch())
    load.change { $0.began = began }
    try await source.begin(scenario.fault, load)
    try await Task.sleep(until: began + .seconds(settings.seconds))
    let returned = ContinuousClock.now
    load.change { $0.returned = returned }
    try await source.end(scenario.fault, load)
    let confirmed = ContinuousClock.now
    let isSettled = try await settles(load)
    let settled = ContinuousClock.now
    try await Task.sleep(for: Self.calm)
    load.end()
    try await loading
    let status = await end(server)
    return ScenarioResult(
      scenario, load.tally,
      times: OutageTimes(began: began, returned: returned, confirmed: confirmed, settled: settled),
      isSettled: isSettled, standstill: stopwatch.standstill, status: status,
      log: settings.verbose || status != 0 ? server.printed : nil,
      seconds: settings.seconds)
  }

  private func serve() async throws -> Program {
    let flags = ["serve", "--listen", "127.0.0.1:\(Self.port)", "--zones", exampleZones, "--workers", "1"]
    let watches = services.names.flatMap { ["--watch", $0] }
    let program = try Program(
      ControlledProgram.path("doyen"), flags + watches + scenario.flags(at: Network.address) + settings.flags)
    guard try await program.waits(for: "ready") else { throw ProgramError("no server: \(program.printed)") }
    return program
  }

  private func truth() -> Truth {
    let services = (0..<services.count).map { ServiceHistory(self.services.before($0), at: .now) }
    return Truth(services: services, bound: Self.bound)
  }

  private func settles(_ load: Load) async throws -> Bool {
    let stopwatch = Stopwatch()
    while !load.isSettled {
      guard stopwatch.elapsed < Self.bound else { return false }
      try await Task.sleep(for: .milliseconds(20))
    }
    return true
  }

  private func end(_ server: Program) async -> CInt {
    server.signal(SIGTERM)
    return await server.end().status
  }
}

/// How scenarios run.
struct ScenarioSettings: Sendable {
  /// How long the trouble lasts.
  var seconds: Int
  /// Questions a second.
  var rate: Int
  var services: Int
  /// More flags of the server under test.
  var flags: [String]
  /// Whether what the server has logged is shown in any case.
  var verbose: Bool
}
