/// What is wrong with a settings file, and where.
package struct SettingsProblem: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// The line, from 1; absent where the whole file is meant.
  package let line: Int?
  package let message: String

  /// A problem of the file at `path`.
  package init(_ path: String, line: Int? = nil, _ message: String) {
    (self.path, self.line, self.message) = (path, line, message)
  }

  /// `FILE:LINE: message`.
  package var description: String { (line.map { "\(path):\($0)" } ?? path) + ": \(message)" }
}

/// All that is wrong with a settings file.
package struct SettingsFileError: Error, Equatable, CustomStringConvertible {
  /// In the order of their lines.
  package let problems: [SettingsProblem]

  /// More are no help to anyone.
  static let maximumProblems = 20

  /// Of these problems the first ones, of which there has to be one.
  package init(_ problems: [SettingsProblem]) {
    let problems = problems.sorted { $0.line ?? 0 < $1.line ?? 0 }
    let more = problems.count - Self.maximumProblems
    let rest = more > 0 ? [SettingsProblem(problems[0].path, "\(more) more")] : []
    self.problems = problems.prefix(Self.maximumProblems) + rest
  }

  /// One line a problem.
  package var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension String {
  /// As many characters of a text as a message repeats.
  private static let maximumShown = 80

  /// The text in one line, for a message: cut where it is long, and without what a terminal would obey.
  package var shown: String {
    let start = prefix(Self.maximumShown).unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return start.joined() + (count > Self.maximumShown ? "…" : "")
  }
}
