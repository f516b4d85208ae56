import ZoneFile

/// What has to become of a question.
struct Expectation {
  let outcome: Outcome
  private let codes: [Int]
  private let flags: [Set<String>]
  private let sections: [(name: String, expected: ExpectedSection)]
  private let edns: ExpectedEDNS
  private let length: ClosedRange<Int>?
  private let contained: [OctetPattern]

  enum Outcome: Equatable { case answered, silent, closed }

  private static let codes = [
    "NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5, "YXDOMAIN": 6, "BADVERS": 16,
    "BADCOOKIE": 23,
  ]

  /// Takes the entries that say what is expected of the question in `entry`.
  init(_ fields: inout CaseFields, of entry: CaseEntry) throws(CaseError) {
    outcome = try Self.outcome(try fields.take("outcome"))
    let (code, flags) = (try fields.take("rcode"), try fields.take("flags"))
    if outcome == .answered && (code == nil || flags == nil) {
      throw entry.error("expected an outcome, or rcode and flags, behind it")
    }
    codes = try code.map { code throws(CaseError) in try Self.codes(code) } ?? []
    self.flags = flags?.value.alternatives.map { Set($0.split(separator: " ").map(String.init)) } ?? []
    var sections: [(String, ExpectedSection)] = []
    for name in ["answer", "authority", "additional"] { sections.append((name, try .init(try fields.take(name)))) }
    self.sections = sections
    edns = try ExpectedEDNS(opt: try fields.take("opt"), options: try fields.take("options"))
    length = try fields.take("length").map { entry throws(CaseError) in try Self.range(entry) }
    contained = try Self.patterns(try fields.take("contains"))
  }

  private static func outcome(_ entry: CaseEntry?) throws(CaseError) -> Outcome {
    guard let entry else { return .answered }
    switch entry.value {
    case "no answer": return .silent
    case "closed": return .closed
    default: throw entry.error("expected no answer or closed")
    }
  }

  private static func codes(_ entry: CaseEntry) throws(CaseError) -> [Int] {
    let codes = entry.value.alternatives.map { Self.codes[$0] }
    guard !codes.contains(nil) else { throw entry.error("expected response codes with ' or ' between them") }
    return codes.compactMap { $0 }
  }

  private static func range(_ entry: CaseEntry) throws(CaseError) -> ClosedRange<Int> {
    let numbers = entry.value.split(separator: " to ").compactMap { Int($0) }
    guard numbers.count == 2, numbers[0] <= numbers[1] else { throw entry.error("expected N to M") }
    return numbers[0]...numbers[1]
  }

  private static func patterns(_ entry: CaseEntry?) throws(CaseError) -> [OctetPattern] {
    guard let entry else { return [] }
    let patterns = try entry.requiredText().map { OctetPattern($0) }
    guard !patterns.contains(nil) else { throw entry.error("expected octets") }
    return patterns.compactMap { $0 }
  }

  /// How many answers have to be seen to tell.
  var repetitions: Int { sections.map(\.expected.repetitions).max() ?? 1 }

  /// What is not as expected in consecutive answers to the same question.
  func problems(_ answers: [Answer], _ question: Question) -> [String] {
    sectionProblems(answers) + answers.flatMap { problems($0) + edns.problems($0, question) }
  }

  /// What is not as expected in an answer that a resolver passed on: code and records count.
  func problems(resolved answer: Answer) -> [String] {
    let isRight = sections[0].expected.matches(resolved: answer.message.answer)
    return (codes.contains(answer.code) ? [] : ["rcode \(answer.code)"])
      + (isRight
        ? [] : ["answer: expected \(sections[0].expected.description)\n  but there is \(answer.message.answer)"])
  }

  private func problems(_ answer: Answer) -> [String] {
    var problems: [String] = []
    let flags = answer.message.flags
    if !codes.contains(answer.code) { problems.append("rcode \(answer.code)") }
    if !self.flags.contains(Set(flags)) { problems.append("flags \(flags.joined(separator: " "))") }
    if let length, !length.contains(answer.octets.count) { problems.append("length \(answer.octets.count)") }
    if !contained.allSatisfy({ $0.isContained(in: answer.octets) }) { problems.append("contains: not found") }
    return problems
  }

  private func sectionProblems(_ answers: [Answer]) -> [String] {
    let messages = answers.map(\.message)
    let found = [messages.map(\.answer), messages.map(\.authority), messages.map(\.additional)]
    return zip(sections, found).filter { !$0.expected.matches($1) }.map { section, found in
      let records = (found.first ?? []).prefix(20).joined(separator: "\n    ")
      return "\(section.name): expected \(section.expected.description)\n  but there is\n    \(records)"
    }
  }
}

extension String {
  /// What may be, one or the other.
  var alternatives: [String] { split(separator: " or ").map(String.init) }
}
