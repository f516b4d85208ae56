import DNSWire
import Testing

@Suite("SipHash-2-4")
struct SipHashTests {
  @Test(
    "the vectors of its authors, key and input counted up from zero",
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5),
    ] as [(Int, UInt64)])
  func vectors(length: Int, expected: UInt64) {
    let hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    #expect((0..<length).map { UInt8($0) }.withOctets { hash.hash($0) } == expected)
  }
}
