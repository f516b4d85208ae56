import ArgumentParser
import Foundation
import HostSystem
import TestSupport

/// A server in a network of its own, its sources, and those who wear it out.
struct SoakRun: Sendable {
  private let seconds: Int
  private let rate: Int
  private let services: TestServices
  private let folder: TemporaryFolder
  private let network: Network

  static let port: UInt16 = 5300
  static let adminPort = 5380
  /// From a change to the last answer without it: a change is there within a second, and the machine is busy.
  private static let bound = Duration.seconds(10)
  /// A heartbeat is due by the time that its instance has so much of its life left. A registrar that stood still for longer has rightly
  /// lost instances, of which the truth knows nothing.
  private static let longestStandstill = Duration.seconds(5)
  /// The exit status of a run that shows nothing.
  static let void = ExitCode(75)
  /// How often memory is looked at.
  private static let pause = Duration.seconds(1)

  init(seconds: Int, rate: Int, services: Int) async throws {
    (self.seconds, self.rate, self.services) = (seconds, rate, TestServices(count: services))
    folder = try TemporaryFolder()
    network = try await Network()
  }

  /// Runs it and prints the figures.
  func run() async throws {
    let discoverd = try ControlledProgram(
      "OutageBackends", ["v1", "--host", Network.address, "--port", "1111"], in: network)
    let half = services.count / 2
    try discoverd.obey((0..<half).flatMap { lines($0) } + ["listen"])
    let server = try await serve()
    let registrar = try ControlledProgram("OutageBackends", ["registrar", "--port", "1111"], in: nil)
    try registrar.obey((half..<services.count).flatMap { lines($0) })
    try await Load.waitUntilKnown(services, truth, port: Self.port)
    let load = Load(services.names, zone: "service.local", truth: truth, port: Self.port, rate: rate)
    let wear = try Wear()
    async let loading: Void = load.runOnThread()
    // It is waited for also where something fails.
    defer { load.end() }
    let churn = Churn([discoverd, registrar], services)
    var memory = MemoryCurve()
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(seconds), !isVoid(load, registrar) {
      memory.note(ResidentMemory.of(server.processIdentifier))
      try churn.step(load)
      try await Task.sleep(for: Self.pause)
    }
    wear.end()
    load.end()
    try await loading
    server.signal(SIGTERM)
    let status = await server.end().status
    let standstills = [
      ("load", load.standstill.longest), ("discoverd", discoverd.standstill), ("registrar", registrar.standstill),
    ]
    let report = SoakReport(
      load.tally, standstills, memory, wear.counts, changes: churn.count, status: status, seconds: seconds,
      isVoid: isVoid(load, registrar))
    print(report.text)
    if isVoid(load, registrar) { throw Self.void }
    guard report.isRight else {
      print(server.printed.suffix(4000))
      throw ExitCode(1)
    }
  }

  /// Whether answers are wrong by the registrar's doing, and show nothing.
  private func isVoid(_ load: Load, _ registrar: ControlledProgram) -> Bool {
    registrar.standstill >= Self.longestStandstill && !load.tally.mistakes.isEmpty
  }

  private func lines(_ service: Int) -> [String] { services.before(service).map { services.register(service, $0) } }

  private var truth: Truth {
    Truth(
      services: (0..<services.count).map { ServiceHistory(services.before($0), at: .now) }, bound: Self.bound)
  }

  private func serve() async throws -> Program {
    let flags = ["serve", "--listen", "127.0.0.1:\(Self.port)", "--zones", exampleZones, "--state", folder.path]
    let sources = ["--agent", "127.0.0.1:1111", "--discoverd", "\(Network.address):1111"]
    let watches = services.names.prefix(services.count / 2).flatMap { ["--watch", $0] }
    let others = ["--forward", "127.0.0.1:\(SilentUpstream.port)", "--admin", "127.0.0.1:\(Self.adminPort)"]
    let program = try Program(ControlledProgram.path("doyen"), flags + sources + watches + others)
    guard try await program.waits(for: "ready") else { throw ProgramError("no server: \(program.printed)") }
    return program
  }
}
