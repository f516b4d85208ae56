import Glibc
import HostSystem

/// A false discoverd or Consul.
final class FakeSource: WatchedSource {
  private let scenario: Scenario
  private let network: Network
  private let services: TestServices
  private let program = Guarded<ControlledProgram?>(nil)

  init(_ scenario: Scenario, in network: Network, _ services: TestServices) {
    (self.scenario, self.network, self.services) = (scenario, network, services)
  }

  func start() async throws { try start(services.before) }

  func begin(_ fault: Scenario.Fault, _ load: Load) async throws {
    switch fault {
    case .killed: running?.signal(SIGKILL)
    case .frozen:
      running?.signal(SIGSTOP)
      // It obeys when it goes on.
      try running?.tell(services.changing)
    case .emptied:
      let time = ContinuousClock.now + scenario.emptyGrace
      load.add(from: time) { _ in [] }
      load.confirm(at: time)
      try running?.obey(["forget"])
    case .cut:
      try await network.cut()
      try running?.obey(services.changing)
    }
  }

  func end(_ fault: Scenario.Fault, _ load: Load) async throws {
    let services = services
    switch fault {
    case .killed:
      load.add { services.after($0) }
      try start(services.after)
    case .frozen:
      load.add { services.between($0) }
      load.add { services.after($0) }
      running?.signal(SIGCONT)
      try running?.waitUntilDone(services.changing.count)
    case .emptied:
      load.add(.inPart) { services.after($0) }
      load.add { services.after($0) }
      try running?.obey(services.registering(services.after))
    case .cut:
      load.add { services.between($0) }
      load.add { services.after($0) }
      try await network.mend()
    }
    load.confirm()
  }

  private var running: ControlledProgram? { program.withLock { $0 } }

  private func start(_ addresses: (Int) -> [String]) throws {
    let made = try ControlledProgram(
      "OutageBackends", [scenario.source.rawValue, "--host", Network.address, "--port", "\(scenario.port)"],
      in: network)
    try made.obey(services.registering(addresses) + ["listen"])
    program.withLock { $0 = made }
  }
}
