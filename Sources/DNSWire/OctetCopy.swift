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
    // As above; without checks between them many octets are done at once.
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { octets in
        for index in octets.indices { unsafe target[offset &+ index] = octets[index].asciiLowercased }
      }
    }
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

  /// Whether both have the same octets.
  @inlinable package func hasSameOctets(as other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
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
