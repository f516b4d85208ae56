/// A number that tells a damaged file from a whole one; no seal against whoever means to change it.
package enum Checksum {
  /// FNV-1a of 64 bits, in hexadecimal digits: of two files that differ in one octet only, it always differs.
  package static func fnv1a(_ octets: [UInt8]) -> String {
    let hash = octets.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }
}
