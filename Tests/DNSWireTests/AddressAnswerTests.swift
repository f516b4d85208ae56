import DNSWire
import Testing

@Suite("What an answer says of addresses")
struct AddressAnswerTests {
  private let question: RelayQuestion
  /// The pointer to the question's name.
  private let here: [UInt8] = [0xC0, 12]

  init() throws { question = RelayQuestion(name: try Name("db.example"), type: .a) }

  private func record(_ owner: [UInt8], _ type: UInt8, ttl: UInt8, _ rdata: [UInt8], class: UInt8 = 1) -> [UInt8] {
    owner + [0, type, 0, `class`, 0, 0, 0, ttl, 0, UInt8(rdata.count)] + rdata
  }

  private func read(_ records: [[UInt8]], authority: [[UInt8]] = [], code: ResponseCode = .noError) -> AddressAnswer? {
    AddressAnswer(
      RelayedAnswer(
        code: code, records: Array((records + authority).joined()), answerCount: UInt16(records.count),
        authorityCount: UInt16(authority.count)), to: question)
  }

  private func soa(ttl: UInt8, minimum: UInt8) -> [UInt8] {
    record([0], 6, ttl: ttl, [0, 0] + [UInt8](repeating: 0, count: 19) + [minimum])
  }

  @Test("addresses of the type and class, with the least TTL; others are passed over")
  func addresses() {
    let answer = read([
      record(here, 1, ttl: 30, [10, 0, 0, 1]), record(here, 1, ttl: 20, [10, 0, 0, 2]),
      record(here, 1, ttl: 10, [10, 0, 0, 3], class: 3), record(here, 28, ttl: 10, [10, 0, 0, 4]),
      record([0], 1, ttl: 10, [10, 0, 0, 5]),
    ])
    #expect(answer?.addresses == [[10, 0, 0, 1], [10, 0, 0, 2]] && answer?.ttl == 20 && answer?.alias == nil)
  }

  @Test("aliases are followed in any order of records, their names compressed or not")
  func aliases() throws {
    // The first record's RDATA begins at octet 40: 12 of header, 16 of question, 12 before it.
    let first = record(here, 5, ttl: 9, [1, 120] + [0xC0, 15])
    let answer = read([
      first, record([0xC0, 40], 5, ttl: 60, try Name("y.net").wire),
      record(try Name("Y.net").wire, 1, ttl: 50, [10, 0, 0, 1]),
    ])
    #expect(answer?.addresses == [[10, 0, 0, 1]] && answer?.ttl == 9)
  }

  @Test("an alias of which the answer says no more is given; with an SOA record its name has no address")
  func unfollowed() throws {
    let alias = record(here, 5, ttl: 9, try Name("y.net").wire)
    #expect(read([alias])?.alias == (try Name("y.net")))
    let nothing = read([alias], authority: [soa(ttl: 8, minimum: 7)])
    #expect(nothing?.alias == nil && nothing?.addresses == [] && nothing?.ttl == 7)
  }

  @Test(
    "no address holds for the SOA record's TTL or MINIMUM, without one for a second", arguments: [0, 3] as [UInt16])
  func none(code: UInt16) {
    let code = ResponseCode(rawValue: code)
    #expect(read([], authority: [soa(ttl: 5, minimum: 60)], code: code)?.ttl == 5)
    #expect(read([], code: code)?.ttl == 1 && read([], code: code)?.addresses == [])
  }

  @Test("aliases in a circle end")
  func circle() {
    let answer = read([record(here, 5, ttl: 9, here)])
    #expect(answer?.addresses == [] && answer?.alias == nil)
  }

  @Test("what has failed, or is broken, is no answer")
  func broken() {
    #expect(read([], code: .servFail) == nil && read([], code: .refused) == nil)
    let whole = record(here, 1, ttl: 30, [10, 0, 0, 1])
    #expect(read([whole]) != nil && read([whole.dropLast()]) == nil)
    #expect(read([record([0xC0, 28], 1, ttl: 30, [10, 0, 0, 1])]) == nil)
    #expect(read([record(here, 5, ttl: 9, [0xC0, 40])]) == nil)
    #expect(read([record([0x80], 1, ttl: 30, [10, 0, 0, 1])]) == nil)
  }

  @Test("of whole messages only an authority's counts")
  func authoritative() {
    let head: [UInt8] = [0, 0, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0]
    let rest = question.name.wire + [0, 1, 0, 1] + record(here, 1, ttl: 30, [10, 0, 0, 1])
    #expect(AddressAnswer(authoritative: head + rest, to: question)?.addresses == [[10, 0, 0, 1]])
    #expect(AddressAnswer(authoritative: [0, 0, 0x80] + head.dropFirst(3) + rest, to: question) == nil)
    #expect(AddressAnswer(authoritative: head, to: question) == nil)
  }
}
