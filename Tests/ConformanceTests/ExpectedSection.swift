/// What a section of an answer has to hold.
struct ExpectedSection {
  private let rule: Rule
  /// The records, in each of the ways that are right.
  private let alternatives: [[String]]

  private enum Rule: Equatable { case anything, exactly, inOrder, rotating, atLeast(Int), inOrderAtLeast(Int) }

  /// What the entry says, or that the section is empty where there is none.
  init(_ entry: CaseEntry?) throws(CaseError) {
    rule = try entry.map { entry throws(CaseError) in try Self.rule(entry) } ?? .exactly
    var alternatives: [[String]] = [[]]
    for line in entry?.text ?? [] {
      if line == "or" {
        alternatives.append([])
      } else {
        alternatives[alternatives.count - 1].append(line.split(separator: " ").joined(separator: " "))
      }
    }
    self.alternatives = alternatives
    guard let entry, entry.text.isEmpty != ["none", "any"].contains(entry.value) else { return }
    throw entry.error("expected records beneath it, or none, or any")
  }

  private static func rule(_ entry: CaseEntry) throws(CaseError) -> Rule {
    switch entry.value {
    case "", "none": return .exactly
    case "any": return .anything
    case "in order": return .inOrder
    case "rotating": return .rotating
    default:
      guard let match = entry.value.wholeMatch(of: #/(in order, )?at least (\d+) of/#), let count = Int(match.2) else {
        throw entry.error("expected nothing, none, any, in order, rotating or [in order, ]at least N of")
      }
      return match.1 == nil ? .atLeast(count) : .inOrderAtLeast(count)
    }
  }

  /// How many answers have to be seen to tell.
  var repetitions: Int { rule == .rotating ? alternatives[0].count : 1 }

  /// Whether the sections of consecutive answers are right.
  func matches(_ sections: [[String]]) -> Bool {
    guard rule != .rotating || Set(sections.compactMap(\.first)).count == repetitions else { return false }
    return sections.allSatisfy { section in alternatives.contains { matches(section, $0) } }
  }

  /// Whether a section is right that a resolver passed on, which counts TTLs down and has an order of its own.
  func matches(resolved section: [String]) -> Bool {
    rule == .anything
      || alternatives.contains { patterns in
        let patterns = patterns.map { $0.replacing(#/^(\S+) \d+ /#) { "\($0.1) * " } }
        return section.count == patterns.count && Self.unmatched(section, patterns).isEmpty
      }
  }

  private func matches(_ records: [String], _ patterns: [String]) -> Bool {
    switch rule {
    case .anything: return true
    case .inOrder: return records.count == patterns.count && Self.areEqual(records, patterns)
    case .inOrderAtLeast(let count):
      return (count...patterns.count).contains(records.count) && Self.areEqual(records, patterns)
    case .exactly, .rotating: return records.count == patterns.count && Self.unmatched(records, patterns).isEmpty
    case .atLeast(let count): return records.count >= count && Self.unmatched(records, patterns).isEmpty
    }
  }

  private static func areEqual(_ records: [String], _ patterns: [String]) -> Bool {
    zip(records, patterns).allSatisfy { isEqual($0, $1) }
  }

  /// A field `*` is whatever is there.
  private static func isEqual(_ record: String, _ pattern: String) -> Bool {
    let (fields, patterns) = (record.split(separator: " "), pattern.split(separator: " "))
    return fields.count == patterns.count && zip(fields, patterns).allSatisfy { $1 == "*" || $0 == $1 }
  }

  /// The records that no pattern is left for: first those without `*` are taken, of which there may be thousands.
  private static func unmatched(_ records: [String], _ patterns: [String]) -> [String] {
    var counts = Dictionary(patterns.map { ($0, 1) }, uniquingKeysWith: +)
    let others = records.filter { record in
      guard let count = counts[record], count > 0 else { return true }
      counts[record] = count - 1
      return false
    }
    var open = counts.filter { $1 > 0 && $0.contains(" *") }.keys.sorted()
    return others.filter { record in
      guard let index = open.firstIndex(where: { isEqual(record, $0) }) else { return true }
      open.remove(at: index)
      return false
    }
  }

  /// What is expected, in words.
  var description: String {
    let alternatives = alternatives.map { $0.prefix(20).joined(separator: "\n    ") }.joined(separator: "\n  or\n    ")
    return "\(rule)\n    \(alternatives)"
  }
}
