import DNSWire
import NIOCore
import Relay
import Testing

@Suite("A cache that is full")
struct EvictionTests {
  private static let room = 1 << 20
  private let begin = NIODeadline.uptimeNanoseconds(1 << 40)
  private var cache = AnswerCache(maximumOctets: room)

  private func question(_ name: String) throws -> RelayQuestion { try RelayQuestion(name, .a) }

  private mutating func store(_ name: String, octets: Int = 100, at now: NIODeadline) throws {
    let record = [0, 0, 16, 0, 1, 0, 0, 1, 0] + UInt16(octets).octets + [UInt8](repeating: 0, count: octets)
    let answer = RelayedAnswer(code: .noError, records: record, answerCount: 1)
    cache.store(answer, lifetime: Lifetime(seconds: 300), for: try question(name), at: now)
  }

  private mutating func isKept(_ name: String, at now: NIODeadline) throws -> Bool {
    cache.staleAnswer(to: try question(name), at: now) != nil
  }

  @Test("a stranger's many names neither enlarge it nor push out what is used")
  mutating func flood() throws {
    for number in 0..<500 { try store("used\(number).example", at: begin) }
    for number in 0..<500 where try !isKept("used\(number).example", at: begin) { Issue.record("lost at once") }
    for number in 0..<30_000 {
      try store("random\(number).example", at: begin)
      if number % 3000 == 0 { _ = try isKept("used\(number / 3000).example", at: begin) }
      if cache.octets > Self.room { Issue.record("too large") }
    }
    #expect(cache.evicted == 30_500 - cache.entries && cache.octets > Self.room * 9 / 10)
    for number in 0..<500 where try !isKept("used\(number).example", at: begin) { Issue.record("lost: \(number)") }
  }

  @Test("of the proven those leave that are not used any more")
  mutating func provenLeave() throws {
    for number in 0..<6000 {
      try store("name\(number).example", at: begin)
      _ = try isKept("name\(number).example", at: begin)
      _ = try isKept("name0.example", at: begin)
    }
    let (first, second) = (try isKept("name0.example", at: begin), try isKept("name1.example", at: begin))
    let last = try isKept("name5999.example", at: begin)
    #expect([first, second, last] == [true, false, true] && cache.octets <= Self.room)
  }

  @Test("what is past all use leaves first, however much it was used")
  mutating func uselessLeaves() throws {
    for number in 0..<3000 {
      try store("old\(number).example", at: begin)
      for _ in 0..<3 { _ = try isKept("old\(number).example", at: begin) }
    }
    let later = begin + .hours(25)
    for number in 0..<1500 {
      try store("new\(number).example", at: later)
      _ = try isKept("new\(number).example", at: later)
    }
    for number in 0..<1500 where try !isKept("new\(number).example", at: later) { Issue.record("lost: \(number)") }
  }

  @Test("an answer that is asked for again while it is stale keeps its standing when it is renewed")
  mutating func renewed() throws {
    try store("www.example", at: begin)
    let isStale = try isKept("www.example", at: begin + .seconds(400))
    try store("www.example", octets: 200, at: begin + .seconds(400))
    for number in 0..<5000 { try store("random\(number).example", at: begin + .seconds(400)) }
    let isStillKept = try isKept("www.example", at: begin + .seconds(400))
    #expect(isStale && isStillKept)
  }

  @Test("one answer of more than a tenth of the room is not kept, nor is what was before it")
  mutating func tooLarge() throws {
    cache = AnswerCache(maximumOctets: 100_000)
    try store("www.example", at: begin)
    try store("www.example", octets: 12_000, at: begin)
    let isKept = try isKept("www.example", at: begin)
    #expect(!isKept && cache.octets < 1000)
  }

  @Test("forgotten answers take up room that is used again")
  mutating func forgotten() throws {
    for number in 0..<20_000 {
      try store("name\(number).example", at: begin)
      cache.store(RelayedAnswer(code: .noError), lifetime: nil, for: try question("name\(number).example"), at: begin)
    }
    #expect(cache.octets <= Self.room && cache.entries < 5000)
  }

  @Test("octets are what the entries take, however they were replaced")
  mutating func counted() throws {
    for octets in [100, 1000, 10, 500] { try store("www.example", octets: octets, at: begin) }
    var other = AnswerCache(maximumOctets: Self.room)
    swap(&cache, &other)
    try store("www.example", octets: 500, at: begin)
    #expect(cache.octets == other.octets && cache.octets > 500 && cache.entries == 1)
  }
}
