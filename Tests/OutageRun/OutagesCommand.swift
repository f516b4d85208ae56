import ArgumentParser
import Foundation
import TestSupport

/// Runs scenarios side by side, each in networks and processes of its own, and prints their figures.
struct OutagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outages", abstract: "A source is killed, frozen, emptied and cut off, under load. Takes root.")

  @OptionGroup var options: ScenarioOptions

  @Option(help: "Only scenarios whose name has this in it, such as v1-cut.")
  var only = ""

  @Flag(help: "Succeed only where every scenario finds wrong answers: shows that they can be found.")
  var expectMistakes = false

  func run() async throws {
    guard getuid() == 0 else { throw ValidationError("networks of their own take root") }
    let scenarios = Scenario.all.filter { only.isEmpty || $0.description.contains(only) }
    let results = try await withThrowingTaskGroup(of: ScenarioResult.self) { group in
      for scenario in scenarios { group.addTask { try await result(of: scenario) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    print(OutageTable(results, seconds: options.seconds).text)
    let isRight = expectMistakes ? results.allSatisfy { !$0.mistakes.isEmpty } : results.allSatisfy(\.isRight)
    guard isRight, !results.isEmpty else { throw ExitCode(1) }
  }

  /// Its processes are in a namespace too, so that all of them end with the first. Foundation waits for programs through the loopback
  /// interface.
  private func result(of scenario: Scenario) async throws -> ScenarioResult {
    let own = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    let shell = ["sh", "-c", "ip link set lo up; exec \"$@\"", "sh"]
    let command = [ControlledProgram.path("OutageRun"), "scenario", "\(scenario)"] + options.arguments
    let (status, text) = try await Program.run("/usr/bin/unshare", own + shell + command)
    let line = text.split(separator: "\n").last.map { Data($0.utf8) } ?? Data()
    guard status == 0, let result = try? JSONDecoder().decode(ScenarioResult.self, from: line) else {
      throw ProgramError("\(scenario) failed: \(text)")
    }
    return result
  }
}
