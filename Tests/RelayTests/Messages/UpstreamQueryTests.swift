import DNSWire
import Relay
import Testing
import ZoneFile

@Suite("What upstreams are asked")
struct UpstreamQueryTests {
  @Test("a query with EDNS has our payload size, DO as asked and no options")
  func withEDNS() throws {
    let question = try RelayQuestion("www.example.com", .aaaa, isDNSSECWanted: true)
    let octets = UpstreamQuery.message(question, id: 0xBEEF, withEDNS: true, wantsAuthenticData: false)
    let message = try ParsedMessage(octets)
    #expect(message.id == 0xBEEF && message.flags == ["rd"] && message.question == ["www.example.com. IN AAAA"])
    #expect(message.payloadSize == 1232 && message.ednsFlags == 0x8000 && message.ednsVersion == 0)
    #expect(message.options.isEmpty && octets.count == 12 + 17 + 4 + 11)
  }

  @Test("a query without EDNS has no OPT record")
  func withoutEDNS() throws {
    let question = try RelayQuestion("www.example.com", .a)
    let message = try ParsedMessage(
      UpstreamQuery.message(question, id: 1, withEDNS: false, wantsAuthenticData: false))
    #expect(message.payloadSize == nil && message.additional.isEmpty)
  }

  @Test("AD and CD are sent as asked", arguments: [true, false], [true, false])
  func flags(wantsAD: Bool, isCD: Bool) throws {
    let question = RelayQuestion(name: .root, type: .ns, isCheckingDisabled: isCD)
    let message = try ParsedMessage(
      UpstreamQuery.message(question, id: 1, withEDNS: true, wantsAuthenticData: wantsAD))
    #expect(message.flags.contains("ad") == wantsAD && message.flags.contains("cd") == isCD)
    #expect(message.flags.contains("rd") && message.question == [". IN NS"])
  }

  @Test("our own reader takes a query for one")
  func isQuery() throws {
    let name = try Name(labels: [[UInt8]](repeating: [UInt8](repeating: 0x61, count: 49), count: 5) + [[0x62, 0x63]])
    let octets = UpstreamQuery.message(
      RelayQuestion(name: name, type: .txt), id: 1, withEDNS: true, wantsAuthenticData: true)
    var query = Query()
    let verdict = octets.withOctets { query.read($0) }
    #expect(verdict == .question && query.type == .txt && query.questionEnd == 12 + name.wire.count + 4)
  }
}
