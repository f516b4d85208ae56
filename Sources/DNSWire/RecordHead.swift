/// What records of one name, type and TTL have in common before their RDATA, RFC 1035 section 4.1.3, as the words in which it is written.
@usableFromInline package struct RecordHead {
  /// A pointer in the place of the name, the type, the class, and the higher half of the TTL.
  @usableFromInline let first: UInt64
  /// The lower half of the TTL, with room for RDLENGTH.
  @usableFromInline let second: UInt32

  /// A head of records whose name stands at `owner`, at most ``MessageWriter/maximumPointer``.
  @inlinable package init(_ type: RecordType, _ recordClass: RecordClass = .in, at owner: Int, ttl: UInt32) {
    precondition(owner <= MessageWriter.maximumPointer, "a pointer beyond 14 bits")
    let names = UInt64(0xC000 | UInt16(owner)) << 48 | UInt64(type.rawValue) << 32
    first = names | UInt64(recordClass.rawValue) << 16 | UInt64(ttl >> 16)
    second = ttl << 16
  }

  /// The head in network order, with a last word for what follows it.
  @inlinable func words(rdataLength: UInt16) -> SIMD4<UInt32> {
    SIMD4(
      UInt32(first >> 32).bigEndian, UInt32(truncatingIfNeeded: first).bigEndian,
      (second | UInt32(rdataLength)).bigEndian, 0)
  }
}
