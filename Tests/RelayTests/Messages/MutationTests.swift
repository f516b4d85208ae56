import DNSWire
import Relay
import TestSupport
import Testing
import ZoneFile

@Suite("Mutated replies")
struct MutationTests {
  private let question: RelayQuestion

  /// Types whose RDATA both read field by field. Of others we take any octets (RFC 3597), and libldns those alone that it knows.
  private static let comparedTypes: Set<UInt16> = [1, 2, 5, 6, 12, 13, 15, 16, 28, 33, 39]

  init() throws { question = try RelayQuestion("www.example.com", .a) }

  /// Replies with names in many places, and an OPT record at different ones.
  private var drafts: [ReplyDraft] {
    let (own, zone) = (ReplyDraft.questionName, ReplyDraft.pointer(16))
    let soa = [2, 0x6E, 0x73] + zone + [1, 0x68] + zone + [UInt8](repeating: 0, count: 20)
    var alias = ReplyDraft(question)
    alias.add(0, own, 5, [1, 0x61] + zone)
    alias.add(0, ReplyDraft.pointer(45), 1, [192, 0, 2, 1])
    alias.add(1, zone, 2, [2, 0x6E, 0x73] + zone)
    alias.addOPT()
    alias.add(2, ReplyDraft.pointer(77), 28, [UInt8](repeating: 1, count: 16))
    alias.add(2, ReplyDraft.pointer(alias.count - 28), 1, [192, 0, 2, 3])
    var absent = ReplyDraft(question)
    absent.code = 3
    absent.add(1, zone, 6, soa)
    absent.addOPT(options: [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8])
    var various = ReplyDraft(question)
    various.add(0, own, 15, [0, 10, 1, 0x6D] + zone)
    various.add(0, own, 33, [0, 1, 0, 1, 0, 80, 1, 0x73] + zone)
    various.add(0, own, 16, [3, 0x61, 0x62, 0x63, 0])
    various.addOPT()
    return [alias, absent, various]
  }

  /// The records of a message's three sections as libldns reads them, without the OPT record and without TTLs, which we may lower.
  private func records(_ octets: [UInt8]) throws -> [[String]] {
    let message = try ParsedMessage(octets)
    return [message.answer, message.authority, message.additional].map { section in
      section.map { record in
        var fields = record.split(separator: " ")
        fields.remove(at: 1)
        return fields.joined(separator: " ")
      }
    }
  }

  @Test("none is fatal, and libldns reads what is taken for an answer, the same as in the reply itself")
  func mutated() throws {
    var random = SeededGenerator(seed: 3)
    let originals = drafts.map(\.octets)
    var answers = 0
    for round in 0..<100_000 {
      var octets = originals[round % originals.count]
      for _ in 0...Int.random(in: 0...2, using: &random) { random.spoil(&octets, behind: 12 + 17 + 4) }
      let verdict = UpstreamReply.read(
        octets, answering: question, id: 0x1234, sentEDNS: true, trustsAD: true)
      guard let answer = verdict.answer, answer.types.isSubset(of: Self.comparedTypes) else { continue }
      answers += 1
      let passedOn = try records(answer.message(to: question))
      let counts = [answer.answerCount, answer.authorityCount, answer.additionalCount].map(Int.init)
      guard try passedOn.map(\.count) == counts && passedOn == records(octets) else {
        Issue.record("round \(round): \(octets)")
        continue
      }
    }
    // Enough that the comparison says something.
    #expect(answers > 10_000)
  }
}

extension RelayedAnswer {
  /// The types of all records.
  fileprivate var types: Set<UInt16> {
    var (types, offset) = (Set<UInt16>(), 0)
    while offset < records.count {
      while (1...63).contains(records[offset]) { offset += 1 + Int(records[offset]) }
      offset += records[offset] == 0 ? 1 : 2
      types.insert(UInt16(records[offset]) << 8 | UInt16(records[offset + 1]))
      offset += 10 + (Int(records[offset + 8]) << 8 | Int(records[offset + 9]))
    }
    return types
  }
}
