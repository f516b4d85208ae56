import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Aliases that lead out of our zones")
struct AliasRelayingTests {
  private typealias Records = RelayedRecords
  private static let zone = """
    $ORIGIN service.local.
    $TTL 5
    @ SOA ns hostmaster 7 3600 600 86400 2
    @ NS ns
    ns A 127.0.0.1
    www CNAME web
    web CNAME www.example.com.
    old DNAME new.example.com.
    """
  private let asking: Asking

  init() throws {
    asking = try Asking(zones: [Self.zone], local: LocalZones.none)
  }

  private func relay(
    _ name: String, _ answer: RelayedAnswer, over transport: Responder.Transport = .udp, payloadSize: UInt16? = 1232
  ) throws -> ParsedMessage {
    try #require(try asking.relay(query(name, .a, payloadSize: payloadSize), over: transport, with: answer)).answer
  }

  @Test("the last target is asked, and its records stand behind the aliases")
  func chain() throws {
    let answer = RelayedAnswer(
      code: .noError, records: Records.address(1) + Records.address(2, owner: [0xC0, 16]), answerCount: 1,
      additionalCount: 1)
    for transport in [Responder.Transport.udp, .tcp] {
      let read = try relay("WWW.service.local", answer, over: transport)
      #expect(
        read.answer == [
          "WWW.service.local. 5 IN CNAME web.service.local.", "web.service.local. 5 IN CNAME www.example.com.",
          "www.example.com. 60 IN A 192.0.2.1",
        ])
      #expect(read.additional == ["example.com. 60 IN A 192.0.2.2"], "\(read.additional)")
      #expect(read.flags == ["qr", "aa", "rd", "ra"] && read.code == 0)
    }
    #expect(asking.relayQuestion?.name == (try Name("www.example.com")))
  }

  @Test("a redirection leads to a name that is asked")
  func redirection() throws {
    let read = try relay(
      "x.old.service.local", RelayedAnswer(code: .noError, records: Records.address(1), answerCount: 1))
    #expect(
      read.answer == [
        "old.service.local. 5 IN DNAME new.example.com.", "x.old.service.local. 5 IN CNAME x.new.example.com.",
        "x.new.example.com. 60 IN A 192.0.2.1",
      ])
  }

  @Test("names in RDATA that the upstream has compressed are written out, RFC 3597 section 4")
  func compressed() throws {
    let alias = Records.record(5, [3] + "cdn".utf8 + [0xC0, 16])
    let end = UInt8(12 + 17 + 4 + 12)
    let address = Records.address(3, owner: [0xC0, end])
    let mail = Records.record(15, [0, 9, 0xC0, end], owner: [0xC0, end])
    let service = Records.record(33, [0, 1, 0, 2, 0, 80, 0xC0, 16], owner: [0xC0, 16])
    let naptr = Records.record(35, [0, 1, 0, 2, 1, 0x73, 1, 0x74, 0, 0xC0, 16], owner: [0xC0, 16])
    let soa = Records.record(
      6, [0xC0, 16, 0xC0, end] + [UInt8](repeating: 0, count: 19) + [9], owner: [0xC0, 16])
    let answer = RelayedAnswer(
      code: .noError, records: alias + address + mail + service + naptr + soa, answerCount: 5, authorityCount: 1)
    let read = try relay("www.service.local", answer, over: .tcp)
    #expect(
      read.answer.dropFirst(2) == [
        "www.example.com. 60 IN CNAME cdn.example.com.", "cdn.example.com. 60 IN A 192.0.2.3",
        "cdn.example.com. 60 IN MX 9 cdn.example.com.", "example.com. 60 IN SRV 1 2 80 example.com.",
        "example.com. 60 IN NAPTR 1 2 \"s\" \"t\" \"\" example.com.",
      ], "\(read.answer)")
    #expect(read.authority == ["example.com. 60 IN SOA example.com. cdn.example.com. 0 0 0 0 9"])
  }

  @Test("the code is that of the target, RFC 6604; a failure has no records")
  func codes() throws {
    let missing = try relay("web.service.local", RelayedAnswer(code: .nxDomain, isAuthentic: true))
    #expect(missing.code == 3 && missing.answer.count == 1 && !missing.flags.contains("ad"))
    for (error, number) in [(RelayError.noneAnswers, 22), (.unreachable, 23), (.tooMany, 0)] as [(RelayError, UInt8)] {
      let failure = try relay("web.service.local", RelayedAnswer.failure(error))
      #expect(failure.code == (error == .tooMany ? 5 : 2) && failure.answer.isEmpty && !failure.flags.contains("aa"))
      #expect(failure.options.prefix(2) == [0, 15] && failure.options.dropFirst(5).first == number)
    }
  }

  @Test("what does not fit is cut at a record's end with TC over UDP")
  func truncation() throws {
    let many = RelayedAnswer(
      code: .noError, records: (0..<200).flatMap { Records.address(UInt8($0)) }, answerCount: 200)
    let cut = try relay("www.service.local", many, payloadSize: nil)
    #expect(cut.flags.contains("tc") && (20..<40).contains(cut.answer.count))
    let whole = try relay("www.service.local", many, over: .tcp, payloadSize: nil)
    #expect(!whole.flags.contains("tc") && whole.answer.count == 202)
  }

  @Test(
    "records that are not whole are not sent",
    arguments: [[0xC0, 200], [0xC0], [63, 1], [1, 0x61, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 9]])
  func broken(records: [UInt8]) throws {
    let read = try relay("web.service.local", RelayedAnswer(code: .noError, records: records, answerCount: 1))
    #expect(read.answer.count == 1)
  }

  @Test("an alias is answered alone where it may not be followed: without RD, without forwarding, or asked for itself")
  func alone() throws {
    var message = try query("web.service.local", .a)
    #expect(try Asking(zones: [Self.zone]).send(message).answer?.answer.count == 1)
    message[2] = 0
    #expect(try asking.send(message).answer?.answer.count == 1)
    #expect(try asking.ask("web.service.local", .cname)?.answer.count == 1)
    #expect(try asking.ask("web.service.local", .any)?.answer.count == 1)
  }
}
