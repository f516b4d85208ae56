internal import ArgumentParser
internal import Discovery
internal import Foundation
internal import ZoneFile

/// `doyen check`: validates files and says what is wrong with each, one line a problem. Warnings leave the status 0.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate zone files (*.zone, or folders of them) and services files (*.json).")

  @Argument(help: "The files and folders to check.")
  var paths: [String]

  func run() throws {
    let findings = paths.flatMap(findings)
    for finding in findings { FileHandle.standardError.write(Data((finding.line + "\n").utf8)) }
    if findings.contains(where: { !$0.isWarning }) { throw ExitCode(1) }
  }

  /// A line to be printed.
  private struct Finding {
    let line: String
    var isWarning = false
  }

  private func findings(at path: String) -> [Finding] {
    var findings: [Finding] = []
    do {
      guard !path.hasSuffix(".json") else {
        _ = try ServicesFile.load(path)
        return []
      }
      let problems = try Zone.files(at: path).flatMap(Zone.problems(contentsOf:))
      findings = problems.map { Finding(line: $0.description, isWarning: $0.isWarning) }
      if problems.allSatisfy(\.isWarning) { _ = try Zone.zones(at: [path]) }
    } catch {
      findings.append(Finding(line: "\(error)"))
    }
    return findings
  }
}
