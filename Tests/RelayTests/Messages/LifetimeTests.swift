import DNSWire
import Relay
import Testing
import ZoneFile

@Suite("How long answers may be kept, RFC 2308 section 5")
struct LifetimeTests {
  private let question: RelayQuestion

  init() throws { question = try RelayQuestion("www.example.com", .a) }

  private func draft(_ code: UInt16 = 0, _ change: (inout ReplyDraft) -> Void) -> UpstreamReply.Verdict {
    var draft = ReplyDraft(question)
    draft.code = code
    change(&draft)
    draft.addOPT()
    return draft.read(answering: question)
  }

  private func soa(minimum: UInt32) -> [UInt8] { [0, 0] + [UInt8](repeating: 0, count: 16) + minimum.octets }

  @Test("the lowest TTL of all records, at most a day")
  func positive() {
    for (ttls, seconds) in [
      ([300, 60, 90], 60), ([300, 300, 5], 5), ([90_000, 90_000, 90_000], 86_400), ([0, 60, 60], 0),
    ]
      as [([UInt32], UInt32)]
    {
      let verdict = draft {
        $0.add(0, ReplyDraft.questionName, 1, ttl: ttls[0], [192, 0, 2, 1])
        $0.add(1, ReplyDraft.questionName, 2, ttl: ttls[1], [0])
        $0.add(2, ReplyDraft.questionName, 28, ttl: ttls[2], [UInt8](repeating: 0, count: 16))
      }
      #expect(verdict.seconds == seconds)
    }
  }

  @Test("absence: the lesser of the SOA's TTL and MINIMUM, at most three hours", arguments: [0, 3] as [UInt16])
  func negative(code: UInt16) throws {
    for (ttl, minimum, seconds) in [
      (600, 60, 60), (30, 60, 30), (86_400, 86_400, 10_800), (600, 0, 0), (60, 1 << 31, 0),
    ]
      as [(UInt32, UInt32, UInt32)]
    {
      let verdict = draft(code) { $0.add(1, ReplyDraft.pointer(16), 6, ttl: ttl, soa(minimum: minimum)) }
      #expect(verdict.seconds == seconds)
      let lowered = minimum > Lifetime.maximumTTL ? 0 : min(ttl, minimum)
      let authority = try verdict.answer?.parsed(question).authority.first
      #expect(authority?.hasPrefix("example.com. \(lowered) IN SOA") == true)
    }
  }

  @Test("absence behind an alias: the lesser of both")
  func aliased() {
    for (alias, seconds) in [(20, 20), (500, 60)] as [(UInt32, UInt32)] {
      let verdict = draft(3) {
        $0.add(0, ReplyDraft.questionName, 5, ttl: alias, [1, 0x61] + ReplyDraft.pointer(16))
        $0.add(1, ReplyDraft.pointer(16), 6, ttl: 600, soa(minimum: 60))
      }
      #expect(verdict.seconds == seconds)
    }
  }

  @Test("not kept: absence without SOA, a name that became too long, an empty answer")
  func notKept() {
    let record = { (draft: inout ReplyDraft) in draft.add(0, ReplyDraft.questionName, 5, [0]) }
    for verdict in [draft(3, record), draft(0, record), draft(6, record), draft { _ in }] {
      #expect(verdict.answer != nil && verdict.seconds == nil)
    }
  }

  @Test("a SOA that was asked for is an answer like any other, and ANY is answered by any type")
  func positiveSOA() throws {
    for type in [RecordType.soa, .any] {
      let question = try RelayQuestion("example.com", type)
      var draft = ReplyDraft(question)
      draft.add(0, ReplyDraft.questionName, 6, ttl: 600, soa(minimum: 60))
      let verdict = draft.read(answering: question)
      #expect(verdict.seconds == 600)
      #expect(try verdict.answer?.parsed(question).answer.first?.hasPrefix("example.com. 600 IN SOA") == true)
    }
  }
}
