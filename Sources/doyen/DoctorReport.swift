internal import Doctor
internal import Foundation

/// What `doyen doctor` prints.
struct DoctorReport {
  let text: String
  /// One JSON object in one line.
  let json: String
  /// Whether there is no problem.
  let isWell: Bool

  /// The findings, one a line.
  init(_ findings: [Finding]) {
    text = findings.map(\.lines).joined()
    isWell = !findings.contains { $0.level == .problem }
    let rows = findings.map {
      FindingRow(
        level: $0.level.rawValue, text: $0.text, path: $0.change?.path, line: $0.change?.line, now: $0.change?.now,
        then: $0.change?.then)
    }
    json = Self.line(Diagnosed(isWell: isWell, findings: rows))
  }

  /// The way of a name, and what the C library itself says of it.
  init(_ name: String, _ walk: NameWalk, system: String?) {
    let steps = walk.steps.map { "\($0.module): \($0.question.map { "\($0) → " } ?? "")\($0.outcome)\n" }
    text = steps.joined() + "\(walk.end)\n" + (system.map { "getaddrinfo: \($0)\n" } ?? "")
    isWell = !walk.addresses.isEmpty
    let rows = walk.steps.map { StepRow(module: $0.module, question: $0.question, outcome: $0.outcome) }
    json = Self.line(Followed(name: name, steps: rows, addresses: walk.addresses, getaddrinfo: system))
  }

  private struct Diagnosed: Encodable {
    var isWell: Bool
    var findings: [FindingRow]
  }

  private struct FindingRow: Encodable {
    var level: String
    var text: String
    var path: String?
    var line: Int?
    var now: String?
    /// Absent beside `now` where the line should go.
    var then: String?
  }

  private struct Followed: Encodable {
    var name: String
    var steps: [StepRow]
    var addresses: [String]
    var getaddrinfo: String?
  }

  private struct StepRow: Encodable {
    var module: String
    var question: String?
    var outcome: String
  }

  private static func line(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }
}
