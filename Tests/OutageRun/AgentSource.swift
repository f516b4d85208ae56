import Foundation
import HostSystem
import TestSupport

/// The agent of a second server, and programs that register with it.
final class AgentSource: WatchedSource {
  private struct Parts: Sendable {
    var agent: Program
    let registrar: ControlledProgram
  }

  private let scenario: Scenario
  private let network: Network
  private let services: TestServices
  private let state: TemporaryFolder
  private let parts = Guarded<Parts?>(nil)

  /// Registrations come back within so long after the agent does: `Backoff.longest`, and a heartbeat.
  private static let registrationTime = Duration.seconds(7)

  init(_ scenario: Scenario, in network: Network, _ services: TestServices) throws {
    (self.scenario, self.network, self.services) = (scenario, network, services)
    state = try TemporaryFolder()
  }

  func start() async throws {
    let agent = try await startAgent()
    let registrar = try ControlledProgram(
      "OutageBackends", ["registrar", "--host", Network.address, "--port", "\(scenario.port)"], in: network)
    parts.withLock { $0 = Parts(agent: agent, registrar: registrar) }
    try registrar.obey(services.registering(services.before))
  }

  func begin(_ fault: Scenario.Fault, _ load: Load) async throws {
    guard let (agent, registrar) = running else { return }
    switch fault {
    case .killed: agent.signal(SIGKILL)
    case .frozen: agent.signal(SIGSTOP)
    case .emptied:
      let time = ContinuousClock.now + scenario.emptyGrace
      load.add(from: time) { _ in [] }
      load.confirm(at: time)
      registrar.signal(SIGSTOP)
      agent.signal(SIGKILL)
      try FileManager.default.removeItem(atPath: "\(state.path)/agent.json")
      try await restartAgent()
    case .cut:
      try await network.cut()
      try registrar.obey(services.changing)
    }
  }

  func end(_ fault: Scenario.Fault, _ load: Load) async throws {
    guard let (agent, registrar) = running else { return }
    let services = services
    if fault == .emptied { load.add(.inPart) { services.between($0) } }
    if fault == .cut { load.add { services.between($0) } }
    switch fault {
    case .killed: try await restartAgent()
    case .frozen: agent.signal(SIGCONT)
    case .emptied: registrar.signal(SIGCONT)
    case .cut: try await network.mend()
    }
    if fault != .cut { try await Task.sleep(for: Self.registrationTime) }
    if fault == .killed || fault == .frozen { load.add { services.between($0) } }
    load.add(fault == .emptied ? .inAnyOrder : .inOrder) { services.after($0) }
    if fault != .cut { try registrar.obey(services.changing) }
    load.confirm()
  }

  private var running: (agent: Program, registrar: ControlledProgram)? {
    parts.withLock { $0 }.map { ($0.agent, $0.registrar) }
  }

  private func restartAgent() async throws {
    let agent = try await startAgent()
    parts.withLock { $0?.agent = agent }
  }

  private func startAgent() async throws -> Program {
    let serve = [ControlledProgram.path("doyen"), "serve", "--listen", "127.0.0.1:5301", "--zones", exampleZones]
    let agent = ["--agent", "\(Network.address):\(scenario.port)", "--state", state.path]
    let program = try Program("/usr/bin/nsenter", network.entering + serve + agent)
    guard try await program.waits(for: "ready") else { throw ProgramError("no agent: \(program.printed)") }
    return program
  }
}
