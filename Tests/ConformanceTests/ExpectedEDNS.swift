import ZoneFile

/// What an answer's OPT record has to be. Where a case does not say: there where the question has one (RFC 6891 section 6.1.1),
/// without options.
struct ExpectedEDNS {
  private let words: [String]
  /// Each option's number and octets; absent where any will do.
  private let options: [(code: UInt16, data: OctetPattern)]?

  init(opt: CaseEntry?, options: CaseEntry?) throws(CaseError) {
    words = try opt.map { entry throws(CaseError) in try Self.words(entry) } ?? []
    self.options = options?.value == "any" ? nil : try Self.options(options)
  }

  private static func words(_ entry: CaseEntry) throws(CaseError) -> [String] {
    let words = entry.value.split(separator: ", ").map(String.init)
    for word in words where !["any", "none", "there", "do", "no do"].contains(word) && word.size == nil {
      throw entry.error("expected any, none, there, do, no do or size N")
    }
    return words
  }

  private static func options(_ entry: CaseEntry?) throws(CaseError) -> [(code: UInt16, data: OctetPattern)] {
    guard let entry, entry.value != "none" else { return [] }
    var options: [(code: UInt16, data: OctetPattern)] = []
    for line in try entry.requiredText() {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard let code = UInt16(parts[0]), let data = OctetPattern(parts.count == 2 ? parts[1] : "") else {
        throw entry.error("expected an option's number and octets: \(line)")
      }
      options.append((code, data))
    }
    return options
  }

  /// What is not as expected.
  func problems(_ answer: Answer, _ question: Question) -> [String] {
    presenceProblems(answer, question) + wordProblems(answer) + optionProblems(answer)
  }

  private func presenceProblems(_ answer: Answer, _ question: Question) -> [String] {
    let isThere = answer.message.payloadSize != nil
    if words.contains("none") { return isThere ? ["there is an OPT record"] : [] }
    if !words.isEmpty && words != ["any"] { return isThere ? [] : ["there is no OPT record"] }
    guard words.isEmpty, question.question != nil else { return [] }
    return isThere == (question.edns != nil) ? [] : ["opt: \(isThere)"]
  }

  private func wordProblems(_ answer: Answer) -> [String] {
    let isDO = (answer.message.ednsFlags ?? 0) & 0x8000 != 0
    var problems: [String] = []
    if words.contains("do") && !isDO { problems.append("DO is missing") }
    if words.contains("no do") && isDO { problems.append("DO is set") }
    for size in words.compactMap(\.size) where answer.message.payloadSize != size { problems.append("payload size") }
    return problems
  }

  private func optionProblems(_ answer: Answer) -> [String] {
    guard let options else { return [] }
    let found = answer.options
    let areExpected =
      found.count == options.count
      && options.allSatisfy { option in found.contains { $0.code == option.code && option.data.matches($0.data) } }
    return areExpected ? [] : ["options: \(found)"]
  }
}

extension String {
  /// The number of a text such as `size 1232`.
  fileprivate var size: Int? { wholeMatch(of: #/size (\d+)/#).flatMap { Int($0.1) } }
}
