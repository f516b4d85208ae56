/// SipHash-2-4 (Aumasson and Bernstein, 2012), which RFC 9018 section 4.4 asks for: the standard library's is of another kind, and
/// libcrypto's allocates.
package struct SipHash: Sendable {
  private let key: (UInt64, UInt64)

  /// A hash with a key of sixteen octets, each half in little-endian order.
  package init(key: (UInt64, UInt64)) { self.key = key }

  /// The hash of `octets`; its octets in little-endian order are those of the reference's.
  package func hash(_ octets: RawSpan) -> UInt64 {
    var state = State(key)
    let whole = octets.byteCount / 8
    for word in 0..<whole { state.add(word: Self.littleEndian(octets.uint64(at: word * 8))) }
    var last = UInt64(octets.byteCount) << 56
    for offset in (whole * 8)..<octets.byteCount {
      last |= UInt64(octets.octet(at: offset)) << UInt64((offset - whole * 8) * 8)
    }
    state.add(word: last)
    return state.finish()
  }

  /// A number read in network order, as if it had been read in little-endian order.
  private static func littleEndian(_ number: UInt64) -> UInt64 { number.byteSwapped }

  private struct State {
    private var v0, v1, v2, v3: UInt64

    init(_ key: (UInt64, UInt64)) {
      (v0, v1) = (key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d)
      (v2, v3) = (key.0 ^ 0x6c79_6765_6e65_7261, key.1 ^ 0x7465_6462_7974_6573)
    }

    mutating func add(word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xFF
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      (v0, v2) = (v0 &+ v1, v2 &+ v3)
      (v1, v3) = (v1.rotated(13) ^ v0, v3.rotated(16) ^ v2)
      (v0, v2) = (v0.rotated(32) &+ v3, v2 &+ v1)
      (v3, v1) = (v3.rotated(21) ^ v0, v1.rotated(17) ^ v2)
      v2 = v2.rotated(32)
    }
  }
}

extension UInt64 {
  fileprivate func rotated(_ count: UInt64) -> UInt64 { self << count | self >> (64 - count) }
}
