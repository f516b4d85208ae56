import DNSWire
import Testing

@Suite("SipHash-2-4")
struct SipHashTests {
  @Test(
    "the vectors of its authors, key and input counted up from zero",
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (3, 0x8567_6696_d7fb_7e2d), (4, 0xcf27_94e0_2771_87b7),
      (7, 0xab02_00f5_8b01_d137), (8, 0x93f5_f579_9a93_2462), (12, 0x751e_8fbc_860e_e5fb), (15, 0xa129_ca61_49be_45e5),
    ] as [(Int, UInt64)])
  func vectors(length: Int, expected: UInt64) {
    let hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    #expect((0..<length).map { UInt8($0) }.withOctets { hash.hash($0) } == expected)
  }

  @Test("letters can be hashed as if they were small, whatever stands beside them")
  func lowercasing() {
    let hash = SipHash(key: (1, 2))
    for length in 0..<40 {
      let octets = (0..<length).map { UInt8(0x3C + $0 % 0x24) } + [0x80, 0xC1, 0xFF].prefix(length)
      #expect(
        octets.withOctets { hash.hash(lowercasing: $0) } == octets.map(\.asciiLowercased).withOctets { hash.hash($0) })
    }
    #expect([0x61].withOctets { hash.hash($0) } != [0x41].withOctets { hash.hash($0) })
  }
}
