extension MutableRawSpan {
  /// Copies all octets of `source` to `offset`: a block copy, since octet by octet costs three times as much.
  @inlinable package mutating func copy(_ source: RawSpan, to offset: Int) {
    precondition(offset >= 0 && source.byteCount <= byteCount - offset, "copy beyond the end")
    // Both spans are valid for the length checked above, and exclusivity keeps the target from overlapping the source.
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { octets in
        guard let base = target.baseAddress, let from = octets.baseAddress else { return }
        unsafe (base + offset).copyMemory(from: from, byteCount: octets.count)
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
      unsafe (base + offset).copyMemory(from: base + range.lowerBound, byteCount: range.count)
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

extension RawSpan {
  /// The octet at `offset`, which must be inside.
  @inlinable package func octet(at offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < byteCount, "read beyond the end")
    // Checked above; one octet is always aligned.
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// The 16-bit field in network order at `offset`, which must be inside.
  @inlinable package func uint16(at offset: Int) -> UInt16 {
    precondition(offset >= 0 && offset <= byteCount - 2, "read beyond the end")
    // Checked above; any bit pattern is a valid integer.
    return unsafe UInt16(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  /// The 32-bit field in network order at `offset`, which must be inside.
  @inlinable package func uint32(at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset <= byteCount - 4, "read beyond the end")
    // Checked above; any bit pattern is a valid integer.
    return unsafe UInt32(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// The 64-bit field in network order at `offset`, which must be inside.
  @inlinable package func uint64(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= byteCount - 8, "read beyond the end")
    // Checked above; any bit pattern is a valid integer.
    return unsafe UInt64(bigEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Whether both have the same octets.
  @inlinable package func hasSameOctets(as other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    guard byteCount >= 8 else { return hasSameFewOctets(as: other) }
    // Eight at a time; the last eight may be partly compared already.
    var offset = 0
    while offset &+ 8 < byteCount {
      if uint64(at: offset) != other.uint64(at: offset) { return false }
      offset &+= 8
    }
    return uint64(at: byteCount &- 8) == other.uint64(at: byteCount &- 8)
  }

  /// The same of less than eight octets, as many in both.
  @inlinable func hasSameFewOctets(as other: RawSpan) -> Bool {
    guard byteCount < 4 else {
      let last = byteCount &- 4
      return uint32(at: 0) == other.uint32(at: 0) && uint32(at: last) == other.uint32(at: last)
    }
    for offset in 0..<byteCount where octet(at: offset) != other.octet(at: offset) { return false }
    return true
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
  fileprivate var asciiLowercased: UInt64 {
    let each: UInt64 = 0x0101_0101_0101_0101
    // The highest bit of an octet says whether it is at least A, and whether it is beyond Z; no sum overflows into the next.
    let low = self & (each &* 0x7F)
    let isFromA = low &+ each &* (0x80 - 0x41)
    let isBeyondZ = low &+ each &* (0x80 - 0x5B)
    return self | (isFromA & ~isBeyondZ & ~self & (each &* 0x80)) >> 2
  }
}
