import Testing

private let zoneText = "zone:\n    $ORIGIN example.\n    @ SOA ns hm 1 2 3 4 5\n"
private let ruleText = "rule: Section 1: it is so.\n"
private let questionText = "question: example. SOA\nrcode: NOERROR\nflags: qr aa\n"

/// Text behind a zone, and what is said of it.
private struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let error: String

  init(_ what: String, _ text: String, _ error: String) {
    (testDescription, self.text, self.error) = (what, text, error)
  }
}

private let mistakes = [
  Mistake("no rule", "", "line 1: expected a zone and a rule"),
  Mistake("no section", "rule: It is so.\n" + questionText, "line 4: rule: expected the section that says so"),
  Mistake("no question", ruleText, "line 4: rule: expected a question"),
  Mistake(
    "nothing expected", ruleText + "question: example. SOA\n",
    "line 5: question: expected an outcome, or rcode and flags, behind it"),
  Mistake(
    "a code alone", ruleText + "question: a. A\nrcode: NOERROR\n",
    "line 5: question: expected an outcome, or rcode and flags, behind it"),
  Mistake("an unknown key", ruleText + questionText + "rdcode: NOERROR\n", "line 8: rdcode: is not known here"),
  Mistake("a key of elsewhere", ruleText + questionText + "serve: --identity x\n", "line 8: serve: is not known here"),
  Mistake("a key twice", ruleText + questionText + "rcode: NXDOMAIN\n", "line 8: rcode: stands here twice"),
  Mistake(
    "an unknown code", ruleText + questionText.replacing("NOERROR", with: "OK"),
    "line 6: rcode: expected response codes with ' or ' between them"),
  Mistake(
    "an unknown type", ruleText + "question: example. NOTYPE\n",
    "line 5: question: expected NAME [CLASS] TYPE: example. NOTYPE"),
  Mistake(
    "an unknown option", ruleText + questionText.replacing("SOA", with: "SOA +nope"),
    "line 5: question: not known: +nope"),
  Mistake(
    "no records", ruleText + questionText + "answer:\n",
    "line 8: answer: expected records beneath it, or none, or any"),
  Mistake(
    "none, and records", ruleText + questionText + "answer: none\n    a. 1 IN A 1\n",
    "line 8: answer: expected records beneath it, or none, or any"),
  Mistake(
    "silence among answers", ruleText + "connection: one segment\nquestion: a. A\noutcome: no answer\n",
    "line 4: rule: only questions with one answer each share a connection"),
  Mistake(
    "records of no section", ruleText + questionText + "    a. 1 IN A 1\n", "line 8: no key before it takes lines"),
  Mistake("no reason", ruleText + questionText + "nsd differs:\n", "line 5: question: nsd differs: expected why"),
]

@Suite("Case files")
struct CaseFormatTests {
  @Test(
    "each document has cases, and each file can be read and has zones for NSD or services", arguments: Document.names)
  func documents(name: String) throws {
    let files = Document(name: name).files
    #expect(!files.isEmpty)
    for file in files { #expect(try file.read().rules.allSatisfy { !$0.steps.isEmpty }, "\(file.path)") }
  }

  @Test("the documents that have a suite are those that have cases")
  func suites() { #expect(Document.names == allDocuments.map(\.name).sorted()) }

  @Test("a question has a type, a class and options; a range stands for several")
  func question() throws {
    let file = try CaseFile(zoneText + ruleText + questionText.replacing("SOA", with: "CH TYPE{7-9} +do +rd +tcp"))
    let questions = file.rules[0].steps.map(\.question)
    #expect(questions.map { $0.message[22] } == [7, 8, 9] && questions.allSatisfy { $0.isOverTCP && $0.edns != nil })
    #expect(questions[0].message[2] == 1 && questions[0].message.suffix(11) == [0, 0, 41, 4, 208, 0, 0, 128, 0, 0, 0])
  }

  @Test("what is wrong is an error with its line", arguments: mistakes)
  fileprivate func mistake(_ mistake: Mistake) throws {
    let error = #expect(throws: CaseError.self) { try CaseFile(zoneText + mistake.text) }
    #expect(error?.description == mistake.error)
  }

  @Test(
    "sections are compared as the case says",
    arguments: [
      ("answer:\n    a\n    b\n", [["b", "a"]], true), ("answer:\n    a\n", [["a", "b"]], false),
      ("answer:\n    a\n  or\n    b\n", [["b"]], true), ("answer:\n    a * c\n", [["a b c"]], true),
      ("answer: in order\n    a\n    b\n", [["b", "a"]], false),
      ("answer: at least 1 of\n    a\n    b\n", [["b"]], true),
      ("answer: at least 1 of\n    a\n    b\n", [["c"]], false), ("answer: at least 1 of\n    a\n", [[]], false),
      ("answer: in order, at least 1 of\n    a\n    b\n", [["a"]], true),
      ("answer: in order, at least 1 of\n    a\n    b\n", [["b"]], false),
      ("answer: rotating\n    a\n    b\n", [["a", "b"], ["b", "a"]], true),
      ("answer: rotating\n    a\n    b\n", [["a", "b"], ["a", "b"]], false),
      ("answer: any\n", [["x"]], true), ("answer: none\n", [["x"]], false),
    ])
  func sections(text: String, records: [[String]], isRight: Bool) throws {
    let section = try ExpectedSection(CaseEntry.entries(of: text).first)
    #expect(section.matches(records) == isRight && section.repetitions == (text.contains("rotating") ? 2 : 1))
  }
}
