import DNSWire
import Discovery
import ServiceIndex
import Synchronization
import Testing
import ZoneFile

@testable import Responder

@Suite("Queries that are logged")
struct QueryLoggingTests {
  @Test("one in so many is taken on average, whatever its place", arguments: [1, 2, 10, 1000])
  func sampling(interval: Int) {
    var sampler = QuerySampler(interval: interval, seed: 7)
    let rounds = interval * 4000
    let taken = (0..<rounds).filter { _ in sampler.takesNext() }
    #expect((3700...4300).contains(taken.count))
    #expect(zip(taken, taken.dropFirst()).allSatisfy { $1 - $0 < 2 * interval }, "no longer gap")
    guard interval % 2 == 0 else { return }
    #expect((1700...2300).contains(taken.count { $0 % 2 == 0 }), "pairs do not hide one of theirs")
  }

  @Test("two servers with different seeds take others")
  func seeds() {
    var (one, other) = (QuerySampler(interval: 100, seed: 1), QuerySampler(interval: 100, seed: 2))
    #expect((0..<1000).contains { _ in one.takesNext() != other.takesNext() })
  }

  private final class Flag: Sendable { let value = Atomic<Bool>(false) }

  private static let client = ([192, 0, 2, 7] as [UInt8]).withOctets { ClientAddress($0) }

  /// What is logged of a message.
  private func logged(_ message: [UInt8], _ transport: Responder.Transport = .udp) throws -> [LoggedQuery] {
    let ring = QueryRing()
    let zone = try ServedZone(Zone(parsing: Array(Asking.zone.utf8), file: "test.zone"))
    var responder = Responder(
      index: ServiceIndex(), zones: PublishedZones(ZoneSet([zone])),
      queryLogging: QueryLogging(QuerySampler(interval: 1), to: ring))
    var room = [UInt8](repeating: 0, count: 65_535)
    // An earlier question, of which nothing may show in what is logged of the next.
    for message in [Self.query("printer.service.local", .aaaa), message] {
      responder.enter()
      _ = responder.respond(to: message, over: transport, from: Self.client, final: true, into: &room)
      responder.leave()
    }
    _ = try #require(ring.take())
    var all: [LoggedQuery] = []
    while let query = ring.take() { all.append(query) }
    return all
  }

  private static func query(_ name: String, _ type: RecordType) -> [UInt8] {
    [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + ((try? Name(name).wire) ?? []) + [0, UInt8(type.rawValue), 0, 1]
  }

  @Test("client, name, type, code, origin, size and transport are those of question and answer")
  func facts() throws {
    let query = try #require(try logged(Self.query("PRINTER.service.local", .a), .tcp).first)
    #expect(query.client == Self.client && query.name?.description == "printer.service.local.")
    #expect(query.facts == QueryFacts(type: .a, code: .noError, origin: .static, transport: .tcp, size: 55))
    #expect(query.time > 1_700_000_000_000_000_000)
  }

  @Test("a refusal of a message without a whole question has no name of another's", arguments: [(2, 0x28), (7, 0)])
  func noQuestion(offset: Int, octet: UInt8) throws {
    var message = Self.query("secret.service.local", .a)
    message[offset] = octet
    message[7] = offset == 7 ? 1 : 0
    let query = try #require(try logged(message).first)
    #expect(query.name == nil && query.facts.type == nil && query.facts.code != .noError)
  }

  @Test("what is never answered is not logged")
  func silence() throws { #expect(try logged([0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0]).isEmpty) }

  @Test("the longest name is kept whole")
  func longest() throws {
    let name =
      (0..<3).map { _ in String(repeating: "x", count: 63) }.joined(separator: ".") + "."
      + String(repeating: "y", count: 61)
    #expect(try logged(Self.query(name, .a)).first?.name == Name(name))
  }

  @Test("every field survives the way through a word")
  func word() {
    for transport in [Responder.Transport.udp, .tcp] {
      for origin in AnswerTally.Origin.allCases {
        let facts = QueryFacts(
          type: RecordType(rawValue: 65_535), code: ResponseCode(rawValue: 4095), origin: origin, transport: transport,
          size: 65_535)
        #expect(QueryFacts(word: facts.word) == facts)
      }
    }
  }

  @Test("a full ring drops and counts; what is read is what was written, while both go on")
  func hammer() async throws {
    let ring = QueryRing()
    let count = 200_000
    let done = Flag()
    var name = QuestionName()
    _ = try Name("a.example").wire.withOctets { try? name.read($0, from: 0) }
    let reading = Task.detached {
      var (seen, last) = (0, UInt64(0))
      while true {
        let isLast = done.value.load(ordering: .acquiring)
        while let query = ring.take() {
          #expect(query.client.high == query.time && query.facts.size == Int(query.time % 1000) && query.time > last)
          (seen, last) = (seen + 1, query.time)
        }
        if isLast { return seen }
      }
    }
    for time in 1...UInt64(count) {
      let facts = QueryFacts(type: .a, code: .noError, origin: .live, transport: .udp, size: Int(time % 1000))
      ring.add(facts, from: ClientAddress(high: time, low: 0, length: 4), at: time, name)
    }
    done.value.store(true, ordering: .releasing)
    #expect(await reading.value + ring.droppedCount == count)
  }
}
