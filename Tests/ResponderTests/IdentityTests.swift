import DNSWire
import Discovery
import Responder
import ServiceIndex
import Testing
import ZoneFile

@Suite("What the server says about itself, RFC 4892 and RFC 5001")
struct IdentityTests {
  private func ask(_ asking: Asking, _ name: String, _ type: RecordType = .txt) throws -> ParsedMessage? {
    try asking.send(query(name, type, recordClass: 3)).answer
  }

  @Test(
    "the version and the name, in class CHAOS",
    arguments: ["version.bind", "VERSION.server", "id.server", "Hostname.BIND"])
  func names(name: String) throws {
    let asking = try Asking(identity: Identity(version: "Doyen 9", name: "host-1"))
    let answer = try #require(try ask(asking, name))
    let text = name.lowercased().hasPrefix("version") ? "Doyen 9" : "host-1"
    #expect(answer.code == 0 && answer.answer == ["\(name). 0 CH TXT \"\(text)\""], "\(answer.answer)")
    #expect(answer.flags.contains("aa") && answer.authority.isEmpty && answer.additional.isEmpty)
  }

  @Test("what is hidden, other names, other types and other classes are refused")
  func refused() throws {
    let hidden = try Asking()
    let open = try Asking(identity: Identity(version: "Doyen 9", name: nil))
    #expect(try ask(hidden, "version.bind")?.code == 5 && ask(hidden, "id.server")?.code == 5)
    #expect(try ask(open, "id.server")?.code == 5 && ask(open, "version.bind")?.code == 0)
    #expect(try ask(open, "version.bind", .any)?.answer.count == 1)
    #expect(try ask(open, "version.bind", .a)?.code == 5 && ask(open, "authors.bind")?.code == 5)
    #expect(try ask(open, "x.version.bind")?.code == 5 && ask(open, "service.local")?.code == 5)
    #expect(try open.send(query("version.bind", .txt, recordClass: 4)).answer?.code == 5)
    #expect(try open.ask("version.bind", .txt)?.code == 5)
  }

  /// A question whose OPT record has one option.
  private func asking(option: [UInt8], version: UInt8 = 0) throws -> [UInt8] {
    var message = try query("service.local", .soa, payloadSize: 1232)
    message[message.count - 5] = version
    message[message.count - 1] = UInt8(option.count)
    return message + option
  }

  @Test("the NSID is said where it is asked for and there is one, and not where the EDNS version is another")
  func nsid() throws {
    let named = try Asking(identity: Identity(version: nil, name: "host-1"))
    let expected: [UInt8] = [0, 3, 0, 6] + Array("host-1".utf8)
    #expect(try named.send(asking(option: [0, 3, 0, 0])).answer?.options == expected)
    #expect(try named.send(asking(option: [0, 100, 0, 0])).answer?.options == [])
    #expect(try Asking().send(asking(option: [0, 3, 0, 0])).answer?.options == [])
    let other = try #require(try named.send(asking(option: [0, 3, 0, 0], version: 1)).answer)
    #expect(other.code == 0 && other.extendedCode == 1 && other.options == [])
  }

  @Test("beside an NSID of the greatest length a full answer fits into its limit, with its error")
  func limits() throws {
    let name = String(repeating: "n", count: 100)
    let asking = try Asking(["api": (1...60).map { "10.0.3.\($0):80" }], identity: Identity(version: nil, name: name))
    asking.index.publish([.stale([.init(rank: 0)])])
    for type in [RecordType.a, .srv] {
      var message = try query("api.service.local", type, payloadSize: 512)
      message[message.count - 1] = 4
      let (_, answer, length) = try asking.send(message + [0, 3, 0, 0])
      #expect(length <= 512 && answer?.options.prefix(4) == [0, 3, 0, 63] && answer?.flags.contains("tc") == true)
      #expect(answer?.options.dropFirst(67).prefix(6) == [0, 15, 0, 20, 0, 3])
    }
  }
}
