import DNSWire
import Testing

@Suite("Names, RFC 1035 section 3.1 and RFC 4343")
struct NameTests {
  @Test(
    "presentation and wire form agree",
    arguments: [
      (".", [0]), ("local.", [5, 108, 111, 99, 97, 108, 0]), ("a\\.b.c.", [3, 97, 46, 98, 1, 99, 0]),
      ("\\000\\255.", [2, 0, 255, 0]), ("\\\".", [1, 34, 0]),
    ] as [(String, [UInt8])])
  func roundTrip(presentation: String, wire: [UInt8]) throws {
    #expect(try Name(presentation).wire == wire)
    #expect(try Name(wire: wire).description == presentation)
  }

  @Test("a missing final dot is taken as there")
  func complete() throws { #expect(try Name("a.b") == Name("a.b.")) }

  @Test(
    "refuses",
    arguments: ["", "a..b", ".a", String(repeating: "a", count: 64), "a\\", "a\\25", "a\\256"])
  func refuses(presentation: String) {
    #expect(throws: NameError.self) { try Name(presentation) }
  }

  @Test("a name has at most 255 octets")
  func length() throws {
    let label = String(repeating: "a", count: 49)
    let longest = String(repeating: label + ".", count: 5) + "abc"
    #expect(try Name(longest).wire.count == 255)
    #expect(throws: NameError.tooLong) { try Name(longest + "d") }
  }

  @Test(
    "refuses wire forms that are no whole name",
    arguments: [[], [1], [1, 97], [0, 0], [64] + Array(repeating: 97, count: 64) + [0], [0xC0, 0]])
  func refusesWire(wire: [UInt8]) {
    #expect(throws: NameError.self) { try Name(wire: wire) }
  }

  @Test("equality and hash ignore case, the octets keep it")
  func ignoresCase() throws {
    let (upper, lower) = (try Name("API.Service.local"), try Name("api.service.LOCAL"))
    #expect(upper == lower && upper.hashValue == lower.hashValue && upper.wire != lower.wire)
    #expect(upper.lowercased.wire == lower.lowercased.wire)
  }

  @Test("knows its ancestors")
  func ancestors() throws {
    let name = try Name("a.B.c")
    #expect(
      name.isEqual(toOrBeneath: try Name("b.C")) && name.isEqual(toOrBeneath: .root) && name.isEqual(toOrBeneath: name))
    #expect(!name.isEqual(toOrBeneath: try Name("xb.c")))
    #expect(Name.root.parent == nil)
  }
}
