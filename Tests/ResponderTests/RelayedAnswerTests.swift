import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Answers of upstream resolvers, under the client's own header, question and OPT record")
struct RelayedAnswerTests {
  private let asking: Asking
  private typealias Records = RelayedRecords

  init() throws {
    asking = try Asking(identity: Identity(version: nil, name: "host-1"), local: LocalZones.none)
  }

  private func relay(
    _ message: [UInt8], over transport: Responder.Transport = .udp, _ answer: RelayedAnswer
  ) throws -> (octets: [UInt8], answer: ParsedMessage) {
    try #require(try asking.relay(message, over: transport, with: answer))
  }

  /// A query for `Example.com A` with these flags in the header's second octet of them and, where there is an OPT record, DO.
  private func asked(flags: UInt8 = 0, payloadSize: UInt16? = nil, wantsDNSSEC: Bool = false) throws -> [UInt8] {
    var message = try query("Example.com", .a, payloadSize: payloadSize)
    message[3] = flags
    if payloadSize != nil && wantsDNSSEC { message[message.count - 4] = 0x80 }
    return message
  }

  @Test("the records stand behind the client's question, whose case is kept")
  func records() throws {
    let answer = RelayedAnswer(
      code: .noError, records: Records.address(1) + Records.soa + Records.address(9), answerCount: 1,
      authorityCount: 1, additionalCount: 1)
    for transport in [Responder.Transport.udp, .tcp] {
      let read = try relay(asked(), over: transport, answer).answer
      #expect(read.flags == ["qr", "rd", "ra"] && read.id == 0x1234 && read.code == 0)
      #expect(read.question.first?.hasPrefix("Example.com.") == true)
      #expect(read.answer == ["Example.com. 60 IN A 192.0.2.1"] && read.additional.count == 1)
      #expect(read.authority == ["com. 60 IN SOA com. com. 0 0 0 0 9"])
    }
  }

  @Test("AD is passed on only where it is true and the client understands it, CD always")
  func flags() throws {
    let authentic = RelayedAnswer(code: .noError, isAuthentic: true)
    let plain = RelayedAnswer(code: .noError)
    #expect(try relay(asked(), authentic).answer.flags == ["qr", "rd", "ra"])
    #expect(try relay(asked(payloadSize: 1232), authentic).answer.flags == ["qr", "rd", "ra"])
    #expect(try relay(asked(flags: 0x20), authentic).answer.flags == ["qr", "rd", "ra", "ad"])
    #expect(
      try relay(asked(payloadSize: 1232, wantsDNSSEC: true), authentic).answer.flags == ["qr", "rd", "ra", "ad"])
    #expect(try relay(asked(flags: 0x20), plain).answer.flags == ["qr", "rd", "ra"])
    #expect(try relay(asked(flags: 0x10), plain).answer.flags == ["qr", "rd", "ra", "cd"])
  }

  @Test("the OPT record is ours, with DO, NSID and cookie as the client asks, and there is none where it had none")
  func edns() throws {
    let answer = RelayedAnswer(code: .nxDomain, records: Records.soa, authorityCount: 1)
    #expect(try relay(asked(), answer).answer.payloadSize == nil)
    var message = try asked(payloadSize: 4096, wantsDNSSEC: true)
    message[message.count - 1] = 16
    let read = try relay(message + [0, 3, 0, 0, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8], answer).answer
    #expect(read.payloadSize == 1232 && read.ednsFlags == 0x8000 && read.code == 3)
    #expect(read.options.prefix(10) == [0, 3, 0, 6] + "host-1".utf8 && read.options.count == 10 + 28)
  }

  @Test("a code with an extension needs an OPT record, else it is SERVFAIL")
  func extendedCodes() throws {
    let answer = RelayedAnswer(code: ResponseCode(rawValue: 23))
    let read = try relay(asked(payloadSize: 1232), answer).answer
    #expect(read.code == 7 && read.extendedCode == 1)
    #expect(try relay(asked(), answer).answer.code == 2)
  }

  @Test(
    "what upstreams do wrong is explained",
    arguments: [
      (RelayError.stale, 0, 3), (.noneAnswers, 2, 22), (.unreachable, 2, 23), (.noRoom, 2, 23), (.tooMany, 5, 0),
    ])
  func errors(error: RelayError, code: Int, number: UInt8) throws {
    let answer = RelayedAnswer(
      code: error == .stale ? .noError : .servFail, records: error == .stale ? Records.address(1) : [],
      answerCount: error == .stale ? 1 : 0, error: error)
    for transport in [Responder.Transport.udp, .tcp] {
      let read = try relay(asked(payloadSize: 1232), over: transport, answer).answer
      #expect(read.code == code && read.options.prefix(2) == [0, 15] && read.options.dropFirst(4).first == 0)
      #expect(read.options.dropFirst(5).first == number && read.answer.count == (error == .stale ? 1 : 0))
      #expect(try relay(asked(), over: transport, answer).answer.code == code)
    }
  }

  @Test("records that are not whole are SERVFAIL, not sent")
  func broken() throws {
    for records in [[UInt8](Records.address(1).dropLast()), Records.address(1) + [0], [0xC0], [5, 1]] {
      let answer = RelayedAnswer(code: .noError, records: records, answerCount: 1)
      let read = try relay(asked(), answer).answer
      #expect(read.code == 2 && read.answer.isEmpty && !read.flags.contains("tc"))
    }
  }
}
