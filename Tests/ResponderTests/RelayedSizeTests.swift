import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Answers of upstream resolvers that are larger than the client takes")
struct RelayedSizeTests {
  private let asking: Asking
  private typealias Records = RelayedRecords

  init() throws {
    asking = try Asking(local: LocalZones.none)
  }

  /// So many addresses in each section.
  private func answer(_ counts: (Int, Int, Int), code: ResponseCode = .noError) -> RelayedAnswer {
    let all = counts.0 + counts.1 + counts.2
    return RelayedAnswer(
      code: code, records: (0..<all).flatMap { Records.address(UInt8($0 % 256)) }, answerCount: UInt16(counts.0),
      authorityCount: UInt16(counts.1), additionalCount: UInt16(counts.2))
  }

  private func relay(
    _ answer: RelayedAnswer, payloadSize: UInt16?, over transport: Responder.Transport = .udp, wantsDNSSEC: Bool = false
  ) throws -> (octets: [UInt8], answer: ParsedMessage) {
    var message = try query("example.com", .a, payloadSize: payloadSize)
    if wantsDNSSEC { message[message.count - 4] = 0x80 }
    return try #require(try asking.relay(message, over: transport, with: answer))
  }

  @Test("additional records go first, then authority, both without TC")
  func sections() throws {
    let first = try relay(answer((10, 10, 20)), payloadSize: nil).answer
    #expect(first.answer.count == 10 && first.authority.count == 10 && first.additional.isEmpty)
    let second = try relay(answer((20, 20, 20)), payloadSize: nil).answer
    #expect(second.answer.count == 20 && second.authority.isEmpty && second.additional.isEmpty)
    for read in [first, second] { #expect(!read.flags.contains("tc")) }
  }

  @Test("then records of the answer, as many as fit, with TC", arguments: [nil, 512, 1000, 4096] as [UInt16?])
  func truncation(payloadSize: UInt16?) throws {
    let (octets, read) = try relay(answer((100, 3, 3)), payloadSize: payloadSize)
    let limit = Int(min(max(payloadSize ?? 512, 512), 1232))
    #expect(read.flags.contains("tc") && read.authority.isEmpty && read.additional.isEmpty)
    #expect((limit - 15...limit).contains(octets.count) && read.answer.count > 25)
    #expect(read.answer.last == "example.com. 60 IN A 192.0.2.\(read.answer.count - 1)")
    #expect((payloadSize == nil) == (read.payloadSize == nil))
  }

  @Test("over TCP all of them")
  func whole() throws {
    let (_, read) = try relay(answer((1000, 100, 100)), payloadSize: nil, over: .tcp)
    #expect(read.answer.count == 1000 && read.authority.count == 100 && read.additional.count == 100)
    #expect(!read.flags.contains("tc"))
  }

  @Test("over TCP what no message has room for is left out without TC")
  func beyondMessages() throws {
    let room = 65_535 - 12 - 17
    let large = Records.record(16, [UInt8](repeating: 0, count: 60_000))
    let rest = Records.record(16, [UInt8](repeating: 0, count: room - large.count - 12))
    for counts in [(1, 1, 0), (1, 0, 1)] as [(UInt16, UInt16, UInt16)] {
      let answer = RelayedAnswer(
        code: .noError, records: large + rest, answerCount: counts.0, authorityCount: counts.1,
        additionalCount: counts.2)
      let plain = try relay(answer, payloadSize: nil, over: .tcp)
      #expect(plain.octets.count == 65_535 && plain.octets[2] & 2 == 0)
      let (octets, _) = try relay(answer, payloadSize: 1232, over: .tcp)
      #expect(octets.count < 65_535 && octets[2] & 2 == 0 && octets[7] == 1 && octets[9] == 0 && octets[11] == 1)
    }
  }

  @Test("a negative answer or a proof without its authority section is truncated")
  func negative() throws {
    let negative = try relay(answer((0, 40, 0), code: .nxDomain), payloadSize: nil).answer
    #expect(negative.code == 3 && negative.authority.isEmpty && negative.flags.contains("tc"))
    let proof = try relay(answer((10, 100, 0)), payloadSize: 1232, wantsDNSSEC: true).answer
    #expect(proof.answer.count == 10 && proof.authority.isEmpty && proof.flags.contains("tc"))
    #expect(try relay(answer((10, 100, 0)), payloadSize: 1232).answer.flags.contains("tc") == false)
  }
}
