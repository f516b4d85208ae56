internal import ArgumentParser
internal import Discovery
internal import Foundation
internal import Piloted
internal import ZoneFile

/// `doyen check`: validates files and says what is wrong with each, one line a problem. Warnings leave the status 0.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Validate zone files (*.zone, or folders of them), configurations (*.yaml, *.json), services files and ContainerPilot's configurations (*.json)."
  )

  @Argument(help: "The files and folders to check.", completion: .file())
  var paths: [String]

  func run() throws {
    let findings = paths.flatMap(findings)
    for finding in findings { StandardStream.error.tell(finding.line + "\n") }
    if findings.contains(where: { !$0.isWarning }) { throw ExitCode(1) }
  }

  /// A line to be printed.
  private struct Finding {
    let line: String
    var isWarning = false
  }

  /// What is wrong with a services file, which is a list, or else with a configuration for `serve` or ContainerPilot.
  private static func findings(inJSON path: String) throws -> [Finding] {
    let start = FileManager.default.contents(atPath: path)?.first { !" \t\r\n".utf8.contains($0) }
    guard let start, start != UInt8(ascii: "[") else {
      _ = try ServicesFile.load(path)
      return []
    }
    if ConfigurationCheck.isConfiguration(path) { return findings(inConfiguration: path) }
    let problems = ContainerPilotConfiguration.problems(
      contentsOf: .file(path), environment: Environment.process.variables)
    return problems.map { Finding(line: "\($0)") }
  }

  private static func findings(inConfiguration path: String) -> [Finding] {
    ConfigurationCheck.problems(path).map { Finding(line: $0) }
  }

  private func findings(at path: String) -> [Finding] {
    var findings: [Finding] = []
    do {
      if path.hasSuffix(".json") || path.hasSuffix(".json5") { return try Self.findings(inJSON: path) }
      if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return Self.findings(inConfiguration: path) }
      let problems = try Zone.files(at: path).flatMap(Zone.problems(contentsOf:))
      findings = problems.map { Finding(line: $0.description, isWarning: $0.isWarning) }
      if problems.allSatisfy(\.isWarning) { _ = try Zone.zones(at: [path]) }
    } catch {
      findings.append(Finding(line: "\(error)"))
    }
    return findings
  }
}
