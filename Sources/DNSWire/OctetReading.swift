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
