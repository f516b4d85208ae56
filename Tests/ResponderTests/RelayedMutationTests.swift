import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Records of upstream resolvers that no reader should have let through")
struct RelayedMutationTests {
  private typealias Records = RelayedRecords

  /// The numbers of a linear congruential generator: the same in every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private static let whole =
    Records.record(5, [3, 0x63, 0x64, 0x6E, 0xC0, 16]) + Records.address(1)
    + Records.record(33, [0, 1, 0, 2, 0, 80, 0xC0, 16])
    + Records.record(35, [0, 1, 0, 2, 1, 0x73, 1, 0x74, 0, 0xC0, 16])
    + Records.soa

  @Test(
    "never trap, and the answer has the client's ID and stays within its size",
    arguments: ["www.example.com", "alias.service.local"])
  func mutations(name: String) throws {
    let zone = Asking.zone.replacing("alias CNAME printer", with: "alias CNAME www.example.com.")
    let asking = try Asking(zones: [zone], local: LocalZones.none)
    var numbers = Numbers(state: 7)
    let message = try query(name, .a, payloadSize: 512)
    for _ in 0..<5000 {
      var records = Self.whole
      for _ in 0...Int.random(in: 0..<4, using: &numbers) {
        records[Int.random(in: records.indices, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      if Bool.random(using: &numbers) { records.removeLast(Int.random(in: 0...records.count, using: &numbers)) }
      let answer = RelayedAnswer(
        code: .noError, records: records, answerCount: 4, authorityCount: UInt16.random(in: 0...2, using: &numbers))
      let octets = try #require(try asking.relayUnread(message, with: answer))
      #expect((12...512).contains(octets.count) && octets.prefix(2) == [0x12, 0x34])
    }
  }
}
