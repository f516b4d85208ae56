/// What a case file says in one place: `key: value`, and the lines indented beneath it.
struct CaseEntry {
  let line: Int
  let key: String
  let value: String
  var block: [String] = []

  /// The lines beneath, with what they have in common of their indentation taken away and their ranges written out.
  var text: [String] {
    let lines = block.filter { !$0.allSatisfy(\.isWhitespace) }
    let indentation = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.flatMap { String($0.dropFirst(indentation)).writtenOut }
  }
}

/// What is wrong with a case file.
struct CaseError: Error, Equatable, CustomStringConvertible {
  let line: Int
  let message: String
  var description: String { "line \(line): \(message)" }
}

extension CaseEntry {
  /// The entries of a case file. Lines that begin with `#` are comments, empty ones are nothing.
  static func entries(of text: String) throws(CaseError) -> [CaseEntry] {
    var entries: [CaseEntry] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) { continue }
      if line.hasPrefix(" ") {
        guard let last = entries.last, blockKeys.contains(last.key) else {
          throw CaseError(line: index + 1, message: "no key before it takes lines")
        }
        entries[entries.count - 1].block.append(String(line))
      } else {
        entries.append(try CaseEntry(String(line), number: index + 1))
      }
    }
    return entries
  }

  /// The keys with lines beneath them.
  private static let blockKeys: Set = [
    "zone", "services", "octets", "stream", "answer", "authority", "additional", "options", "contains",
  ]

  private init(_ text: String, number: Int) throws(CaseError) {
    guard let colon = text.firstIndex(of: ":") else { throw CaseError(line: number, message: "expected key: value") }
    line = number
    key = String(text[..<colon])
    value = text[text.index(after: colon)...].split(separator: " ").joined(separator: " ")
  }

  func error(_ message: String) -> CaseError { CaseError(line: line, message: "\(key): \(message)") }

  /// The lines beneath, of which there must be one at least.
  func requiredText() throws(CaseError) -> [String] {
    let text = text
    guard !text.isEmpty else { throw error("expected lines beneath it") }
    return text
  }
}

extension String {
  /// The text once for each number of its first range `{1-60}`, and so on for the next ranges.
  var writtenOut: [String] {
    guard let match = firstMatch(of: #/\{(\d+)-(\d+)\}/#), let first = Int(match.1), let last = Int(match.2),
      first <= last
    else { return [self] }
    return (first...last).flatMap { number in
      replacingCharacters(in: match.range, with: String(number)).writtenOut
    }
  }

  private func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + self[range.upperBound...]
  }
}

/// The entries of one part of a case file, each to be taken by its key: what is left over at the end is a mistake.
struct CaseFields {
  private var entries: [CaseEntry]

  init(_ entries: [CaseEntry]) { self.entries = entries }

  /// All entries of a key, in their order.
  mutating func takeAll(_ key: String) -> [CaseEntry] {
    defer { entries.removeAll { $0.key == key } }
    return entries.filter { $0.key == key }
  }

  /// The one entry of a key, if there is one.
  mutating func take(_ key: String) throws(CaseError) -> CaseEntry? {
    let found = takeAll(key)
    if found.count > 1 { throw found[1].error("stands here twice") }
    return found.first
  }

  /// Ends the taking.
  func finish() throws(CaseError) {
    if let entry = entries.first { throw entry.error("is not known here") }
  }
}
