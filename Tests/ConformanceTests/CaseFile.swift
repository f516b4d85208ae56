import Foundation

/// A file of cases: what a server has, and what it has to answer.
struct CaseFile {
  private(set) var zones: [String] = []
  /// Instances of services, a JSON object each; absent where a case is about plain zones.
  private(set) var services: [String]?
  /// More arguments of `doyen serve`.
  private(set) var arguments: [String] = []
  /// Why Doyen does not answer so, though it should.
  private(set) var knownDefect: String?
  private(set) var rules: [Rule] = []

  /// A rule of a document, and the questions that show it.
  struct Rule {
    let text: String
    let connection: Connection
    let steps: [Step]
  }

  /// How the questions of a rule are sent.
  enum Connection: Equatable {
    /// Each from a socket of its own.
    case each
    /// Over one TCP connection, each once the last is answered, and so much later.
    case oneAfterAnother(pause: Duration)
    /// Over one TCP connection, all at once, in segments of so many octets; or in one.
    case segments(Int?)
  }

  /// A question, and what is expected of it.
  struct Step {
    let line: Int
    let question: Question
    let expectation: Expectation
    /// Why NSD answers otherwise.
    let nsdDiffers: String?
  }

  /// Whether another server can be asked the same.
  var isPlainZone: Bool { services == nil && arguments.isEmpty }

  /// Reads the text of a case file.
  init(_ text: String) throws(CaseError) {
    var groups = try CaseEntry.entries(of: text).split(before: ["rule"])
    var fields = CaseFields(groups.removeFirst())
    for zone in fields.takeAll("zone") {
      guard zone.text.first?.hasPrefix("$ORIGIN ") == true else { throw zone.error("expected $ORIGIN first") }
      zones.append(zone.text.joined(separator: "\n") + "\n")
    }
    services = try fields.take("services").map { entry throws(CaseError) in try entry.requiredText() }
    arguments = try fields.take("serve")?.value.split(separator: " ").map(String.init) ?? []
    knownDefect = try fields.take("known defect")?.value
    try fields.finish()
    for group in groups { rules.append(try Rule(group)) }
    guard !zones.isEmpty, !rules.isEmpty else { throw CaseError(line: 1, message: "expected a zone and a rule") }
  }

  /// The names of the zones.
  var origins: [String] {
    zones.map { $0.prefix { $0 != "\n" }.split(separator: " ").dropFirst().joined() }
  }
}

extension CaseFile.Rule {
  fileprivate init(_ entries: [CaseEntry]) throws(CaseError) {
    var groups = entries.split(before: ["question", "octets", "stream"])
    var fields = CaseFields(groups.removeFirst())
    guard let rule = try fields.take("rule"), rule.value.firstMatch(of: #/[Ss]ection|RFC|README/#) != nil else {
      throw entries[0].error("expected the section that says so")
    }
    text = rule.value
    connection = try CaseFile.Connection(try fields.take("connection"))
    try fields.finish()
    guard !groups.isEmpty else { throw rule.error("expected a question") }
    var steps: [CaseFile.Step] = []
    for group in groups { steps += try CaseFile.Step.steps(group, isOverTCP: connection != .each) }
    self.steps = steps
    if connection != .each && !steps.allSatisfy(\.mayShareConnection) {
      throw rule.error("only questions with one answer each share a connection")
    }
  }
}

extension CaseFile.Connection {
  fileprivate init(_ entry: CaseEntry?) throws(CaseError) {
    switch entry?.value {
    case nil: self = .each
    case "one after another": self = .oneAfterAnother(pause: .zero)
    case "a second apart": self = .oneAfterAnother(pause: .seconds(1))
    case "one segment": self = .segments(nil)
    default: self = .segments(try entry?.segmentSize())
    }
  }
}

extension CaseEntry {
  fileprivate func segmentSize() throws(CaseError) -> Int {
    guard let match = value.wholeMatch(of: #/segments of (\d+)/#), let size = Int(match.1), size > 0 else {
      throw error("expected one after another, a second apart, one segment or segments of N")
    }
    return size
  }
}

extension CaseFile.Step {
  fileprivate var mayShareConnection: Bool {
    question.question != nil && expectation.outcome == .answered && expectation.repetitions == 1
  }

  /// The steps of a question and what follows it, one for each number of a range in the question.
  fileprivate static func steps(_ entries: [CaseEntry], isOverTCP: Bool) throws(CaseError) -> [CaseFile.Step] {
    let entry = entries[0]
    let questions = try entry.key == "question" ? Question.questions(entry) : [Question(octets: entry)]
    var fields = CaseFields(Array(entries.dropFirst()))
    let expectation = try Expectation(&fields, of: entry)
    let note = try fields.take("nsd differs")?.value
    guard note != "" else { throw entry.error("nsd differs: expected why") }
    try fields.finish()
    return questions.map { question in
      var question = question
      question.isOverTCP = question.isOverTCP || isOverTCP
      return .init(line: entry.line, question: question, expectation: expectation, nsdDiffers: note)
    }
  }
}

extension [CaseEntry] {
  /// What stands before the first entry of such a key, and each of them with what follows.
  fileprivate func split(before keys: Set<String>) -> [[CaseEntry]] {
    reduce(into: [[]]) { groups, entry in
      if keys.contains(entry.key) { groups.append([]) }
      groups[groups.count - 1].append(entry)
    }
  }
}
