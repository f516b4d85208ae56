import DNSWire
import Relay
import Testing
import ZoneFile

@Suite("OPT records stay behind, RFC 6891 section 6.1.1")
struct OPTRemovalTests {
  private let question: RelayQuestion
  private let draft: ReplyDraft

  init() throws {
    question = try RelayQuestion("example.com", .mx)
    var draft = ReplyDraft(question)
    draft.add(0, ReplyDraft.questionName, 15, [0, 10, 2, 0x6D, 0x78] + ReplyDraft.questionName)
    self.draft = draft
  }

  /// The name of the draft's mail server: behind the question, and the record's owner, fixed part and preference.
  private let mailName = ReplyDraft.pointer(12 + 13 + 4 + 12 + 2)

  @Test("the last record is cut off, whatever its options")
  func last() throws {
    var draft = draft
    draft.add(2, mailName, 1, [192, 0, 2, 1])
    let plain = try #require(draft.read(answering: question).answer)
    draft.addOPT(options: [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(draft.read(answering: question).answer == plain)
    #expect(try plain.parsed(question).additional == ["mx.example.com. 300 IN A 192.0.2.1"])
  }

  @Test("from between others it is taken out, and pointers to what moves are lowered", arguments: [0, 1, 12, 300])
  func between(optionLength: Int) throws {
    var draft = draft
    draft.addOPT(
      options: optionLength < 4
        ? [] : [0, 12] + UInt16(optionLength - 4).octets + [UInt8](repeating: 0, count: optionLength - 4))
    let behind = ReplyDraft.pointer(draft.count)
    draft.add(2, [1, 0x61] + mailName, 1, [192, 0, 2, 1])
    let second = draft.count
    draft.add(2, behind, 5, [1, 0x62] + behind)
    draft.add(2, [1, 0x63] + ReplyDraft.pointer(second), 33, [0, 0, 0, 0, 0, 53] + ReplyDraft.pointer(second + 12))
    draft.add(2, mailName, 1, [192, 0, 2, 2])
    let answer = try #require(draft.read(answering: question).answer)
    #expect(
      answer.additionalCount == 4
        && answer.records.count == draft.count - 29 - 11 - max(0, optionLength < 4 ? 0 : optionLength))
    #expect(
      try answer.parsed(question).additional == [
        "a.mx.example.com. 300 IN A 192.0.2.1", "a.mx.example.com. 300 IN CNAME b.a.mx.example.com.",
        "c.a.mx.example.com. 300 IN SRV 0 0 53 b.a.mx.example.com.", "mx.example.com. 300 IN A 192.0.2.2",
      ])
  }

  @Test("a pointer into an OPT record leads to no name")
  func pointerIntoOPT() {
    for distance in 0...14 {
      var draft = draft
      let start = draft.count
      draft.addOPT(options: [0, 12, 0, 0])
      draft.add(2, ReplyDraft.pointer(start + distance), 1, [192, 0, 2, 1])
      #expect(draft.read(answering: question) == .malformed)
    }
  }

  @Test("two, or one elsewhere, or one with a name, make no message")
  func badOPT() {
    var (twice, elsewhere, named, pointed) = (draft, draft, draft, draft)
    twice.addOPT()
    twice.addOPT()
    elsewhere.addOPT(section: 1)
    named.addOPT(owner: [1, 0x61, 0])
    pointed.addOPT(owner: ReplyDraft.pointer(24))
    for draft in [twice, elsewhere, named, pointed] { #expect(draft.read(answering: question) == .malformed) }
  }
}
