import DNSWire
import Relay
import Testing
import ZoneFile

@Suite("Which message answers a question, RFC 5452 section 9")
struct UpstreamReplyTests {
  private let question: RelayQuestion
  /// A whole answer to it.
  private let draft: ReplyDraft

  init() throws {
    question = try RelayQuestion("www.example.com", .a)
    var draft = ReplyDraft(question)
    draft.add(0, ReplyDraft.questionName, 1, [192, 0, 2, 1])
    draft.addOPT()
    self.draft = draft
  }

  @Test("the answer to it, whatever its case")
  func answer() throws {
    var draft = draft
    let plain = try #require(draft.read(answering: question).answer)
    #expect(plain.code == .noError && plain.answerCount == 1 && plain.additionalCount == 0)
    #expect(try plain.parsed(question).answer == ["www.example.com. 300 IN A 192.0.2.1"])
    draft.question = try Name("WWW.example.COM").wire + [0, 1, 0, 1]
    #expect(draft.read(answering: question).answer == plain)
  }

  @Test(
    "no other",
    arguments: [
      { $0.id = 0x1235 }, { $0.flags = 0x0180 }, { $0.flags = 0x8980 }, { $0.questionCount = 0 },
      { $0.questionCount = 2 },
      { $0.question[1] = 0x78 }, { $0.question[17] = 0xC0 }, { $0.question[$0.question.count - 3] = 28 },
      { $0.question[$0.question.count - 1] = 3 }, { $0.question.removeFirst(4) },
    ] as [@Sendable (inout ReplyDraft) -> Void])
  func notOurs(change: @Sendable (inout ReplyDraft) -> Void) {
    var draft = draft
    change(&draft)
    #expect(draft.read(answering: question) == .notOurs)
  }

  @Test("cut messages: none is taken for whole")
  func cut() {
    let octets = draft.octets
    for length in octets.indices {
      let verdict = UpstreamReply.read(
        Array(octets[..<length]), answering: question, id: 0x1234, sentEDNS: true, trustsAD: false)
      #expect(verdict == (length < 12 + 17 + 4 ? .notOurs : .malformed))
    }
  }

  @Test("TC asks for TCP, and is never taken for whole")
  func truncated() {
    var draft = draft
    draft.flags = 0x8380
    #expect(draft.read(answering: question) == .truncated)
  }

  @Test("codes that refuse EDNS", arguments: [1, 4] as [UInt16])
  func refusesEDNS(code: UInt16) throws {
    var draft = ReplyDraft(question)
    draft.code = code
    #expect(draft.read(answering: question) == .refusesEDNS)
    #expect(draft.read(answering: question, sentEDNS: false) == .failure(ResponseCode(rawValue: code)))
    (draft.questionCount, draft.question) = (0, [])
    #expect(draft.read(answering: question) == .refusesEDNS)
    #expect(draft.read(answering: question, sentEDNS: false) == .failure(ResponseCode(rawValue: code)))
    draft.id = 1
    #expect(draft.read(answering: question) == .notOurs)
  }

  @Test(
    "codes with an OPT record refuse something else: what answers with one knows EDNS", arguments: [1, 4] as [UInt16])
  func knowsEDNS(code: UInt16) {
    var draft = ReplyDraft(question)
    draft.code = code
    draft.addOPT()
    #expect(draft.read(answering: question) == .failure(ResponseCode(rawValue: code)))
    (draft.questionCount, draft.question) = (0, [])
    #expect(draft.read(answering: question) == .failure(ResponseCode(rawValue: code)))
  }

  @Test("BADVERS refuses EDNS; it is in the OPT record alone")
  func badVersion() {
    var draft = ReplyDraft(question)
    draft.addOPT(extendedCode: 1)
    #expect(draft.read(answering: question) == .refusesEDNS)
    #expect(draft.read(answering: question, sentEDNS: false) == .failure(.badVers))
  }

  @Test("codes that say nothing of the name", arguments: [2, 5, 7, 8, 9, 10, 11] as [UInt16])
  func failure(code: UInt16) {
    var draft = ReplyDraft(question)
    draft.code = code
    #expect(draft.read(answering: question) == .failure(ResponseCode(rawValue: code)))
    draft.add(0, [0x3F], 1, [])
    #expect(draft.read(answering: question) == .failure(ResponseCode(rawValue: code)))
    (draft.questionCount, draft.question) = (0, [])
    #expect(draft.read(answering: question) == .notOurs)
  }

  @Test("codes of the name are answers; the extension counts")
  func codes() {
    for (low, code) in [(0, ResponseCode.noError), (3, .nxDomain), (6, .yxDomain)] {
      var draft = ReplyDraft(question)
      draft.code = UInt16(low)
      #expect(draft.read(answering: question).answer?.code == code)
      draft.addOPT(extendedCode: 2)
      #expect(draft.read(answering: question) == .failure(ResponseCode(rawValue: 0x20 | UInt16(low))))
    }
  }

  @Test("AD counts where the upstream is trusted")
  func authenticData() {
    var draft = draft
    #expect(draft.read(answering: question, trustsAD: true).answer?.isAuthentic == false)
    draft.flags = 0x81A0
    #expect(draft.read(answering: question).answer?.isAuthentic == false)
    #expect(draft.read(answering: question, trustsAD: true).answer?.isAuthentic == true)
  }

  @Test("a referral goes on as it is, and is not kept")
  func referral() throws {
    var draft = ReplyDraft(question)
    draft.add(1, ReplyDraft.pointer(16), 2, [2, 0x6E, 0x73] + ReplyDraft.pointer(16))
    let verdict = draft.read(answering: question)
    #expect(verdict.answer?.authorityCount == 1 && verdict.seconds == nil)
  }
}
