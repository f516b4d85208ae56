/// Something that matters for whether programs find services.
package struct Finding: Sendable, Equatable {
  /// How much it matters.
  package enum Level: String, Sendable {
    /// As it should be.
    case ok
    /// To be known, nothing to be done.
    case note
    /// Fails at times, or for some names.
    case warning
    /// Keeps programs from finding services.
    case problem
  }

  /// What to write where.
  package struct Change: Sendable, Equatable {
    package let path: String
    /// The line's number; absent for a file to be made or a line to be added.
    package var line: Int?
    /// What the line says; absent where it is new.
    package var now: String?
    /// What it should say; absent where it should go.
    package var then: String?
  }

  package let level: Level
  package let text: String
  package var change: Change?

  init(_ level: Level, _ text: String, _ change: Change? = nil) {
    (self.level, self.text, self.change) = (level, text, change)
  }

  /// One line, and below it what to change.
  package var lines: String {
    "\(level.rawValue): \(text)\n" + (change.map { "  \($0.text)\n" } ?? "")
  }
}

extension Finding.Change {
  /// `FILE:LINE: old  →  new`, or a file's text below its name.
  package var text: String {
    let place = line.map { "\(path):\($0): " } ?? "\(path): "
    guard let then else { return "\(place)\(now ?? "")  →  (no such line)" }
    if let now { return "\(place)\(now)  →  \(then)" }
    let lines = then.split(separator: "\n")
    return lines.count == 1 ? place + then : "\(path):" + lines.map { "\n    \($0)" }.joined()
  }
}
