import DNSWire
import Responder
import Testing
import ZoneFile

@Suite("Aliases: CNAME, RFC 1034 section 4.3.2, and DNAME, RFC 6672")
struct AliasTests {
  private static let zone =
    Asking.zone + """

      www CNAME api2
      one CNAME two
      two CNAME printer
      gone CNAME nothing
      far CNAME www.example.com.
      other CNAME www.other.test.
      cut NS ns.cut
      ns.cut A 192.0.2.1
      into CNAME host.cut
      loop CNAME pool.other.test.
      old DNAME new
      host.new A 10.0.9.9
      services DNAME service.local.
      long DNAME \(String(repeating: "a", count: 60)).\(String(repeating: "b", count: 60)).service.local.
      *.wild CNAME printer

      """
  /// A zone beside; loops through both are what no zone file's check can see.
  private static let other = """
    $ORIGIN other.test.
    @ SOA ns hm 1 2 3 4 9
    @ NS ns
    ns A 192.0.2.53
    www A 192.0.2.80
    pool CNAME loop.service.local.

    """

  private func asking() throws -> Asking {
    try Asking(zones: [Self.zone, Self.other], ["api2": ["10.0.3.1:80", "10.0.3.2:80"]])
  }

  @Test(
    "are followed to the last name, whose records and code count",
    arguments: [
      ("one", RecordType.a, 0, ["one 5 CNAME two", "two 5 CNAME printer", "printer 5 A 10.0.9.7"]),
      ("one", .aaaa, 0, ["one 5 CNAME two", "two 5 CNAME printer"]),
      ("one", .cname, 0, ["one 5 CNAME two"]), ("one", .any, 0, ["one 5 CNAME two"]),
      ("gone", .a, 3, ["gone 5 CNAME nothing"]), ("x.wild", .a, 0, ["x.wild 5 CNAME printer", "printer 5 A 10.0.9.7"]),
      ("www", .srv, 0, ["www 5 CNAME api2", "api2 5 SRV 0 0 80 10-0-3-1.api2", "api2 5 SRV 1 0 80 10-0-3-2.api2"]),
      ("host.old", .a, 0, ["old 5 DNAME new", "host.old 5 CNAME host.new", "host.new 5 A 10.0.9.9"]),
      ("host.old", .cname, 0, ["old 5 DNAME new", "host.old 5 CNAME host.new"]),
      ("old", .dname, 0, ["old 5 DNAME new"]), ("old", .a, 0, []),
    ])
  func followed(name: String, type: RecordType, code: Int, records: [String]) throws {
    let answer = try #require(try asking().ask("\(name).service.local", type))
    #expect(answer.code == code && answer.flags == ["qr", "aa", "rd"])
    let short = answer.answer.map {
      $0.replacing(".service.local.", with: "").replacing(" IN ", with: " ")
    }
    #expect(short == records)
    let isNegative = code == 3 || short.last?.hasSuffix("printer") == true || records.isEmpty
    #expect(answer.authority == (isNegative && type != .any ? [NameTableTests.soa] : []))
  }

  @Test("lead into other zones of ours, and to the door of those that are not")
  func zones() throws {
    let asking = try asking()
    #expect(try asking.ask("other.service.local", .a)?.answer.last == "www.other.test. 9 IN A 192.0.2.80")
    let foreign = try #require(try asking.ask("far.service.local", .a))
    #expect(foreign.code == 0 && foreign.answer == ["far.service.local. 5 IN CNAME www.example.com."])
    #expect(foreign.authority.isEmpty)
    let negative = try #require(try asking.ask("other.service.local", .txt))
    #expect(negative.authority.first?.hasPrefix("other.test. 9 IN SOA") == true && negative.answer.count == 1)
    let referral = try #require(try asking.ask("into.service.local", .a))
    #expect(referral.answer.count == 1 && referral.flags.contains("aa"))
    #expect(referral.authority == ["cut.service.local. 5 IN NS ns.cut.service.local."])
    #expect(referral.additional == ["ns.cut.service.local. 5 IN A 192.0.2.1"])
  }

  @Test("lead to addresses that rotate, one step an answer")
  func rotation() throws {
    let asking = try asking()
    let last = try (0..<4).map { _ in try asking.ask("www.service.local", .a)?.answer.last?.suffix(8) }
    #expect(last == ["10.0.3.2", "10.0.3.1", "10.0.3.2", "10.0.3.1"])
  }

  @Test("that lead to one another, or on and on, are SERVFAIL with the reason", arguments: ["loop", "a.b.c.services"])
  func loops(name: String) throws {
    let zones = [0, 1].map { first in
      stride(from: first, to: 12, by: 2).map { number in
        "c\(number) CNAME c\(number + 1).\(first == 0 ? "other.test" : "service.local").\n"
      }.joined()
    }
    let asking = try Asking(zones: [Self.zone + zones[0], Self.other + zones[1]])
    for name in [name, "c2"] where name != "a.b.c.services" {
      let answer = try #require(try asking.ask("\(name).service.local", .a))
      #expect(answer.code == 2 && answer.answer.isEmpty && answer.options.prefix(6) == [0, 15, 0, 32, 0, 0])
    }
    #expect(try asking.ask("c6.service.local", .a)?.code == 3)
    #expect(try asking.ask("api.services.service.local", .txt)?.answer.last == "api.service.local. 5 IN TXT \"static\"")
  }

  @Test("a redirection that makes a name too long is YXDOMAIN")
  func tooLong() throws {
    let label = String(repeating: "c", count: 63)
    let answer = try #require(try asking().ask("\(label).\(label).long.service.local", .a))
    #expect(answer.code == 6 && answer.answer.count == 1 && answer.answer[0].contains(" DNAME "))
    #expect(try asking().ask("\(label).long.service.local", .a)?.code == 3)
  }

  @Test("that lead to a service not watched yet wait for it")
  func waits() throws {
    let asking = try Asking(zones: [Self.zone, Self.other], others: nil)
    let message = try query("WWW.service.local", .a)
    #expect(try asking.send(message).outcome == .waits && asking.awaitedService == "api2")
    #expect(try asking.send(message, final: true).answer?.code == 2)
    try asking.publish("api2", ["10.0.3.1:80"])
    #expect(try asking.send(message).answer?.answer.count == 2)
  }

  @Test("that do not fit are missing, with TC")
  func size() throws {
    let label = String(repeating: "c", count: 60)
    let text = "\(label).\(label).\(label).service.local."
    let chain = "\nx CNAME \(text)\n\(text) CNAME y.\(text)\ny.\(text) CNAME z.\(text)\nz.\(text) A 10.0.0.1\n"
    let asking = try Asking(zones: [Asking.zone + chain])
    let (_, cut, length) = try asking.send(query("x.service.local", .a))
    #expect(length <= 512 && cut?.answer.count == 2 && cut?.flags.contains("tc") == true)
    #expect(try asking.ask("x.service.local", .a)?.answer.count == 4)
  }
}
