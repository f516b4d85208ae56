/// SipHash-2-4 (Aumasson and Bernstein, 2012), which RFC 9018 section 4.4 asks for: the standard library's is of another kind, takes twice
/// the time where octets are few, and libcrypto's allocates.
package struct SipHash: Sendable {
  @usableFromInline let key: (UInt64, UInt64)

  /// A hash with a key of sixteen octets, each half in little-endian order.
  package init(key: (UInt64, UInt64)) { self.key = key }

  /// The hash of `octets`; its octets in little-endian order are those of the reference's.
  @inlinable package func hash(_ octets: RawSpan) -> UInt64 { hash(octets) { $0 } }

  /// The hash of `octets` with the letters of ASCII in lower case.
  @inlinable package func hash(lowercasing octets: RawSpan) -> UInt64 { hash(octets) { $0.asciiLowercased } }

  @inlinable @inline(__always) func hash(_ octets: RawSpan, _ map: (UInt64) -> UInt64) -> UInt64 {
    var state = State(key)
    let whole = octets.byteCount & ~7
    var offset = 0
    while offset < whole {
      state.add(word: map(octets.uint64(at: offset).byteSwapped))
      offset &+= 8
    }
    state.add(word: UInt64(truncatingIfNeeded: octets.byteCount) << 56 | map(octets.rest))
    return state.finish()
  }

  @usableFromInline struct State {
    @usableFromInline var v0, v1, v2, v3: UInt64

    @inlinable init(_ key: (UInt64, UInt64)) {
      (v0, v1) = (key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d)
      (v2, v3) = (key.0 ^ 0x6c79_6765_6e65_7261, key.1 ^ 0x7465_6462_7974_6573)
    }

    @inlinable @inline(__always) mutating func add(word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    @inlinable @inline(__always) mutating func finish() -> UInt64 {
      v2 ^= 0xFF
      round()
      round()
      round()
      round()
      return v0 ^ v1 ^ v2 ^ v3
    }

    @inlinable @inline(__always) mutating func round() {
      (v0, v2) = (v0 &+ v1, v2 &+ v3)
      (v1, v3) = (v1.rotated(13) ^ v0, v3.rotated(16) ^ v2)
      (v0, v2) = (v0.rotated(32) &+ v3, v2 &+ v1)
      (v3, v1) = (v3.rotated(21) ^ v0, v1.rotated(17) ^ v2)
      v2 = v2.rotated(32)
    }
  }
}

extension UInt64 {
  @inlinable @inline(__always) func rotated(_ count: UInt64) -> UInt64 { self << count | self >> (64 &- count) }
}

extension RawSpan {
  /// The octets behind the last whole word, the first of them lowest.
  @inlinable @inline(__always) var rest: UInt64 {
    let count = byteCount & 7
    if byteCount >= 8 { return count == 0 ? 0 : uint64(at: byteCount &- 8).byteSwapped >> UInt64(64 &- count &* 8) }
    guard count < 4 else {
      // Of the octets that both have, both say the same.
      let (first, last) = (uint32(at: 0).byteSwapped, uint32(at: count &- 4).byteSwapped)
      return UInt64(first) | UInt64(last) << UInt64((count &- 4) &* 8)
    }
    var rest: UInt64 = 0
    for offset in 0..<count { rest |= UInt64(octet(at: offset)) << UInt64(offset &* 8) }
    return rest
  }
}
