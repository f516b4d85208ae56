import ArgumentParser
import Foundation

/// Runs one scenario in the network that this process has, which has to be one of its own, and prints its figures as one line of JSON.
struct ScenarioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "scenario", shouldDisplay: false)

  @Argument var scenario: Scenario
  @OptionGroup var options: ScenarioOptions

  func run() async throws {
    let result = try await ScenarioRun(scenario, options.settings).run()
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }
}

/// The flags of scenarios.
struct ScenarioOptions: ParsableArguments {
  @Option(help: "For how long a source is in trouble.")
  var seconds = 10

  @Option(help: "Questions a second, in each scenario.")
  var rate = 200

  @Option(help: "Services, each of three instances.")
  var services = 100

  @Option(parsing: .unconditional, help: "More flags of the server under test, in one word.")
  var flags = ""

  @Flag(help: "Print what the servers have logged.")
  var verbose = false

  var settings: ScenarioSettings {
    ScenarioSettings(
      seconds: seconds, rate: rate, services: services, flags: flags.split(separator: " ").map(String.init),
      verbose: verbose)
  }

  /// The same as arguments.
  var arguments: [String] {
    ["--seconds", "\(seconds)", "--rate", "\(rate)", "--services", "\(services)", "--flags", flags]
      + (verbose ? ["--verbose"] : [])
  }
}
