import Foundation
import Testing

/// The cases of a document: a folder of case files.
struct Document: Sendable {
  let name: String

  /// A case file by its path.
  struct File: Sendable, CustomTestStringConvertible {
    let path: String
    let document: String

    var name: String { URL(fileURLWithPath: path).lastPathComponent }
    var testDescription: String { name }

    func read() throws -> CaseFile { try CaseFile(String(contentsOfFile: path, encoding: .utf8)) }
  }

  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  /// The documents that have cases.
  static var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: fixtures.path))?.filter { !$0.contains(".") }.sorted() ?? []
  }

  /// The document's files.
  var files: [File] {
    let folder = Self.fixtures.appendingPathComponent(name).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".case") }.sorted().map(file)
  }

  func file(_ name: String) -> File {
    File(path: Self.fixtures.appendingPathComponent("\(self.name)/\(name)").path, document: self.name)
  }

  /// The files that another server can be asked, too. One that can't be read is among them, to fail.
  var plainFiles: [File] { files.filter { (try? $0.read().isPlainZone) ?? true } }
}

extension Document.File {
  /// Asks Doyen all questions of the file, and reports at its lines what is not as expected.
  func askDoyen() async throws {
    if let defect = try read().knownDefect {
      await withKnownIssue("\(defect)") { try await ask(Server.doyen) { _, problems in problems } }
    } else {
      try await ask(Server.doyen) { _, problems in problems }
    }
  }

  /// Asks NSD the same: it answers the same, or the file says why not.
  func askNSD() async throws {
    try await ask(Server.nsd) { step, problems in
      guard step.nsdDiffers != nil else { return problems }
      return problems.isEmpty ? ["NSD does not differ any more"] : problems.filter { $0 == CaseRunner.noAnswer }
    }
  }

  private func ask(
    _ start: (CaseFile) async throws -> Server, judge: (CaseFile.Step, [String]) -> [String]
  ) async throws {
    let file = try read()
    let server = try await start(file)
    for rule in file.rules {
      let problems = try await CaseRunner(server: server).problems(of: rule)
      for (step, problems) in zip(rule.steps, problems) {
        for problem in judge(step, problems) { report(problem, step, rule) }
      }
    }
    await server.stop()
  }

  private func report(_ problem: String, _ step: CaseFile.Step, _ rule: CaseFile.Rule) {
    let location = SourceLocation(
      fileID: "ConformanceTests/\(document) \(name)", filePath: path, line: step.line, column: 1)
    Issue.record("\(step.question.text) (\(rule.text)): \(problem)", sourceLocation: location)
  }
}
