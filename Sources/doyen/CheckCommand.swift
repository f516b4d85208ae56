internal import ArgumentParser
internal import Discovery
internal import Foundation
internal import ZoneFile

/// `doyen check`: validates files and says what is wrong with each, one line a problem.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate zone files (*.zone, or folders of them) and services files (*.json).")

  @Argument(help: "The files and folders to check.")
  var paths: [String]

  func run() throws {
    let problems = paths.flatMap(problems)
    for problem in problems { FileHandle.standardError.write(Data((problem + "\n").utf8)) }
    if !problems.isEmpty { throw ExitCode(1) }
  }

  private func problems(at path: String) -> [String] {
    do {
      guard !path.hasSuffix(".json") else {
        _ = try ServicesFile.load(path)
        return []
      }
      let problems = try Zone.files(at: path).flatMap(Zone.problems(contentsOf:))
      if problems.isEmpty { _ = try Zone.zones(at: [path]) }
      return problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }
}
