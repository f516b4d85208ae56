import DNSWire
import Testing

@Suite("Octets, many at a time")
struct OctetTests {
  /// Octets of every value, beginning with any.
  private func octets(_ length: Int, from first: Int) -> [UInt8] { (0..<length).map { UInt8((first + $0) & 0xFF) } }

  @Test("letters are put in lower case, and nothing else, whatever the length", arguments: 0...40)
  func lowercases(length: Int) {
    for first in 0..<256 {
      let source = octets(length, from: first)
      var target = [UInt8](repeating: 0xEE, count: length + 2)
      var span = target.mutableSpan
      var room = unsafe span.mutableBytes
      source.withOctets { room.copyLowercased($0, to: 1) }
      #expect(target == [0xEE] + source.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } + [0xEE])
    }
  }

  @Test("one octet that differs is found wherever it stands", arguments: 0...40)
  func compares(length: Int) {
    let one = octets(length, from: 7)
    #expect(isSame(one, one) && !isSame(one, one + [0]))
    for place in 0..<length {
      var other = one
      other[place] ^= 0x80
      #expect(!isSame(one, other))
    }
  }

  private func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.withOctets { one in other.withOctets { one.hasSameOctets(as: $0) } }
  }
}
