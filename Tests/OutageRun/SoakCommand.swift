import ArgumentParser
import Foundation
import HostSystem
import TestSupport

/// Load with everything that wears a server out, for a time: its memory has to stay flat and its answers right.
struct SoakCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Load with churn, floods, half-open TCP and malformed packets; memory has to stay flat. Takes root.")

  @Option(help: "For how long.")
  var seconds = 300

  @Option(help: "Questions a second whose answers are held against what they have to be.")
  var rate = 1000

  @Option(help: "Services that come from an agent, and as many from a discoverd.")
  var services = 100

  @Flag(help: "Already in a network of its own.")
  var inside = false

  /// A run in which the machine stood still shows nothing; so many in a row show that it is of no use.
  private static let maximumRuns = 3

  func run() async throws {
    guard getuid() == 0 else { throw ValidationError("a network of its own takes root") }
    if inside { return try await SoakRun(seconds: seconds, rate: rate, services: services).run() }
    let own = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c"]
    let command = ["ip link set lo up; exec \"$@\"", "sh", ControlledProgram.path("OutageRun"), "soak", "--inside"]
    let settings = ["--seconds", "\(seconds)", "--rate", "\(rate)", "--services", "\(services)"]
    var status = SoakRun.void.rawValue
    for _ in 0..<Self.maximumRuns where status == SoakRun.void.rawValue {
      let run = try await Program.run("/usr/bin/unshare", own + command + settings)
      print(run.text, terminator: "")
      status = run.status
    }
    guard status == 0 else { throw ExitCode(1) }
  }
}
