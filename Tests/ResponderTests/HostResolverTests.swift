import DNSWire
import Discovery
import Responder
import ServiceIndex
import Synchronization
import Testing
import ZoneFile

@Suite("Addresses of host names")
struct HostResolverTests {
  private let upstream = Upstream()

  /// Answers with records that a test has written, and counts what it is asked.
  private final class Upstream: Sendable {
    private let answers = Mutex<[String: [Record]]>([:])
    private let asked = Mutex<[String]>([])
    var questions: [String] { asked.withLock { $0 } }

    typealias Record = (owner: String, type: RecordType, ttl: UInt32, rdata: [UInt8])

    func set(_ name: String, _ records: [Record]) { answers.withLock { $0[name] = records } }

    func answer(to question: RelayQuestion) -> RelayedAnswer? {
      asked.withLock { $0.append("\(question.name) \(question.type.rawValue)") }
      guard let records = answers.withLock({ $0["\(question.name)"] }) else { return .failure(.noneAnswers) }
      let octets = records.compactMap { record in
        (try? Name(record.owner)).map { name in
          name.wire + [0, UInt8(record.type.rawValue), 0, 1, 0, 0, 0, UInt8(record.ttl), 0, UInt8(record.rdata.count)]
            + record.rdata
        }
      }
      return RelayedAnswer(code: .noError, records: Array(octets.joined()), answerCount: UInt16(records.count))
    }
  }

  private static let longLabel = String(repeating: "x", count: 60)
  /// A way out of the zone, a zone cut, and a redirection that makes long names too long.
  private static let more =
    "\nout CNAME a.example.\ncut NS ns.cut\nold DNAME \(longLabel).\(longLabel).\(longLabel)\n"

  private func resolve(_ host: String, _ family: AddressFamily = .ipv4) async throws -> HostAnswer? {
    let zone = try ServedZone(Zone(parsing: Array((Asking.zone + Self.more).utf8), file: "test.zone"))
    let resolver = HostResolver(zones: PublishedZones(ZoneSet([zone])), ask: { [upstream] in upstream.answer(to: $0) })
    return await resolver.resolve(HostLookup(host: host, family))
  }

  @Test("what is in none of our zones is asked for")
  func upstreams() async throws {
    upstream.set("a.example.", [("a.example", .a, 30, [10, 0, 0, 1]), ("a.example", .a, 20, [10, 0, 0, 2])])
    let answer = try await resolve("A.example.")
    #expect(answer == HostAnswer(addresses: [.ipv4(0x0A00_0001), .ipv4(0x0A00_0002)], lifetime: .seconds(20)))
    let ipv6 = [UInt8](repeating: 0, count: 15) + [1]
    upstream.set("b.example.", [("b.example", .aaaa, 30, ipv6), ("b.example", .a, 30, [1, 2, 3, 4])])
    #expect(try await resolve("b.example", .ipv6)?.addresses == [.ipv6(high: 0, low: 1)])
    #expect(upstream.questions == ["a.example. 1", "b.example. 28"])
  }

  @Test("what is in our zone files is found there, and nobody is asked", arguments: ["ns", "printer", "alias"])
  func own(label: String) async throws {
    let answer = try #require(try await resolve("\(label).service.local"))
    #expect(answer.addresses.count == 1 && answer.lifetime == .seconds(5) && upstream.questions.isEmpty)
  }

  @Test("names in our zones of which these say no more are asked of nobody", arguments: ["x.cut", longLabel + ".old"])
  func withoutAnswer(label: String) async throws {
    #expect(try await resolve("\(label).service.local") == nil)
    #expect(upstream.questions.isEmpty)
  }

  @Test("a service's name has no address as a host name, even its own; it is not asked for outside")
  func service() async throws {
    #expect(try await resolve("db.service.local") == HostAnswer(addresses: [], lifetime: .seconds(2)))
    #expect(upstream.questions.isEmpty)
  }

  @Test("aliases are followed out of our zones, and into them")
  func aliases() async throws {
    upstream.set("a.example.", [("a.example", .a, 3, [10, 0, 0, 1])])
    #expect(try await resolve("out.service.local")?.lifetime == .seconds(3))
    upstream.set("in.example.", [("in.example", .cname, 30, try Name("printer.service.local").wire)])
    #expect(try await resolve("in.example")?.addresses == [.ipv4(0x0A00_0907)])
    #expect(upstream.questions == ["a.example. 1", "in.example. 1"])
  }

  @Test("aliases that lead in a circle end, as does what nobody answers")
  func ends() async throws {
    upstream.set("c.example.", [("c.example", .cname, 30, try Name("d.example").wire)])
    upstream.set("d.example.", [("d.example", .cname, 30, try Name("c.example").wire)])
    #expect(try await resolve("c.example") == nil && upstream.questions.count == 8)
    #expect(try await resolve("nobody.example") == nil)
  }
}
