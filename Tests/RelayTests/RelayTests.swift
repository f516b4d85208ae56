import DNSWire
import Testing

@Suite("Questions that are relayed")
struct RelayQuestionTests {
  @Test("names that differ in case ask the same")
  func caseDoesNotCount() throws {
    let lower = RelayQuestion(name: try Name(labels: [Array("www".utf8)]), type: .a)
    let upper = RelayQuestion(name: try Name(labels: [Array("WWW".utf8)]), type: .a)
    #expect(lower == upper && lower.hashValue == upper.hashValue)
  }
}
