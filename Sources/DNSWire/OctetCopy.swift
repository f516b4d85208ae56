extension MutableRawSpan {
  /// Copies all octets of `source` to `offset`: a block copy, since octet by octet costs three times as much.
  @inlinable @inline(__always) package mutating func copy(_ source: RawSpan, to offset: Int) {
    precondition(offset >= 0 && source.byteCount <= byteCount - offset, "copy beyond the end")
    // Both spans are valid for the length checked above, and exclusivity keeps the target from overlapping the source.
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { octets in
        guard let base = target.baseAddress, let from = octets.baseAddress else { return }
        unsafe copyOctets(from, to: base + offset, octets.count)
      }
    }
  }

  /// Copies all octets of `source` to `offset`, letters of ASCII in lower case.
  package mutating func copyLowercased(_ source: RawSpan, to offset: Int) {
    precondition(offset >= 0 && source.byteCount <= byteCount - offset, "copy beyond the end")
    guard source.byteCount >= 8 else { return copyFewLowercased(source, to: offset) }
    // Eight at a time; the last eight may be partly done already.
    var done = 0
    while done &+ 8 < source.byteCount {
      store(source.uint64(at: done).asciiLowercased, at: offset &+ done)
      done &+= 8
    }
    store(source.uint64(at: source.byteCount - 8).asciiLowercased, at: offset + source.byteCount - 8)
  }

  /// The same of less than eight octets.
  private mutating func copyFewLowercased(_ source: RawSpan, to offset: Int) {
    guard source.byteCount >= 4 else {
      for index in 0..<source.byteCount {
        storeBytes(of: source.octet(at: index).asciiLowercased, toByteOffset: offset + index, as: UInt8.self)
      }
      return
    }
    let last = source.byteCount - 4
    store(UInt32(truncatingIfNeeded: UInt64(source.uint32(at: 0)).asciiLowercased), at: offset)
    store(UInt32(truncatingIfNeeded: UInt64(source.uint32(at: last)).asciiLowercased), at: offset + last)
  }

  /// Copies octets of the message itself to `offset`, which must lie behind them.
  @inlinable package mutating func copy(_ range: Range<Int>, to offset: Int) {
    precondition(range.lowerBound >= 0 && range.upperBound <= offset && range.count <= byteCount - offset, "bad copy")
    // Both ranges are inside by what was checked, and apart.
    unsafe withUnsafeMutableBytes { octets in
      guard let base = octets.baseAddress else { return }
      unsafe copyOctets(base + range.lowerBound, to: base + offset, range.count)
    }
  }

  /// Writes a 16-bit field in network order, RFC 1035 section 2.3.2.
  @inlinable package mutating func store(_ value: UInt16, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }

  /// Writes a 64-bit field in network order.
  @inlinable package mutating func store(_ value: UInt64, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt64.self)
  }

  /// Writes a 32-bit field in network order.
  @inlinable package mutating func store(_ value: UInt32, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
  }
}

extension [UInt8] {
  /// Lends the octets.
  @inlinable package func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    body(unsafe span.bytes)  // octets have no padding that could be read uninitialized
  }
}

extension UInt64 {
  /// Each of its octets in lower case, where it is a letter of ASCII.
  @inlinable var asciiLowercased: UInt64 {
    let each: UInt64 = 0x0101_0101_0101_0101
    // The highest bit of an octet says whether it is at least A, and whether it is beyond Z; no sum overflows into the next.
    let low = self & (each &* 0x7F)
    let isFromA = low &+ each &* (0x80 - 0x41)
    let isBeyondZ = low &+ each &* (0x80 - 0x5B)
    return self | (isFromA & ~isBeyondZ & ~self & (each &* 0x80)) >> 2
  }
}

/// Copies octets between places that do not overlap. Most are a label or a name: two words or four, of which some may overlap, cost less
/// than a call.
@inlinable @inline(__always) @unsafe func copyOctets(
  _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ count: Int
) {
  guard count >= 8, count <= 32 else { return unsafe target.copyMemory(from: source, byteCount: count) }
  unsafe copyWord(source, to: target, at: 0)
  unsafe copyWord(source, to: target, at: count &- 8)
  guard count > 16 else { return }
  unsafe copyWord(source, to: target, at: 8)
  unsafe copyWord(source, to: target, at: count &- 16)
}

@inlinable @inline(__always) @unsafe func copyWord(
  _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, at offset: Int
) {
  let word = unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  unsafe target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
}
