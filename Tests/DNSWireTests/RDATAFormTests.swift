import DNSWire
import Testing

@Suite("The form of RDATA")
struct RDATAFormTests {
  @Test(
    "what has the form of its type, and nothing else",
    arguments: [
      (1, [1, 2, 3, 4], true), (1, [1, 2, 3], false), (1, [1, 2, 3, 4, 5], false), (5, [1, 0x61, 0], true),
      (5, [1, 0x61], false), (5, [], false), (5, [0, 0], false), (5, [0xC0, 12], false), (15, [0, 10, 0], true),
      (15, [0, 10], false), (15, [0], false), (16, [], false), (16, [0], true), (16, [1, 0x61, 0], true),
      (16, [2, 0x61], false), (13, [0, 0], true), (13, [0], false), (13, [0, 0, 0], false), (64, [0, 1, 0, 9], true),
      (64, [0, 1], false), (65280, [], true), (65280, [1], true), (6, [0, 0] + [UInt8](repeating: 0, count: 20), true),
      (6, [0, 0] + [UInt8](repeating: 0, count: 19), false), (35, [0, 1, 0, 1, 0, 0, 0, 0], true),
      (35, [0, 1, 0, 1, 0, 0, 0], false),
    ] as [(UInt16, [UInt8], Bool)])
  func fits(type: UInt16, rdata: [UInt8], isRight: Bool) {
    #expect(RDATAForm(of: RecordType(rawValue: type)).fits(rdata) == isRight)
  }

  @Test("a name of 255 octets fits, a longer one does not")
  func longNames() {
    let label = [63] + [UInt8](repeating: 0x61, count: 63)
    let longest = label + label + label + [61] + [UInt8](repeating: 0x61, count: 61) + [0]
    #expect(RDATAForm(of: .cname).fits(longest))
    #expect(!RDATAForm(of: .cname).fits([1, 0x61] + longest))
  }
}
