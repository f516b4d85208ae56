/// Words of a record, written without a look at the end: the caller has to know that there is room, and says why.
extension MutableRawSpan {
  /// Writes the twelve octets of a record before its RDATA, of which there are at most 65,535.
  @inlinable @inline(__always) @unsafe package mutating func storeUnchecked(
    _ head: RecordHead, rdataLength: Int, at offset: Int
  ) {
    let second = head.second | UInt32(UInt16(truncatingIfNeeded: rdataLength))
    unsafe storeBytes(of: head.first.bigEndian, toUncheckedByteOffset: offset, as: UInt64.self)
    unsafe storeBytes(of: second.bigEndian, toUncheckedByteOffset: offset &+ 8, as: UInt32.self)
  }

  /// Writes repeated octets and what was behind them: always within ``RepeatedOctets/maximumCount``.
  @inlinable @inline(__always) @unsafe package mutating func storeUnchecked(
    _ repeated: RepeatedOctets, at offset: Int
  ) {
    unsafe storeBytes(of: repeated.first, toUncheckedByteOffset: offset, as: SIMD32<UInt8>.self)
    guard repeated.count > 32 else { return }
    unsafe storeBytes(of: repeated.rest, toUncheckedByteOffset: offset &+ 32, as: SIMD32<UInt8>.self)
  }

  /// Copies a word as it stands from `start` of `source` on.
  @inlinable @inline(__always) @unsafe package mutating func copyUnchecked<Word: BitwiseCopyable>(
    _ word: Word.Type, of source: RawSpan, from start: Int, to offset: Int
  ) {
    let octets = unsafe source.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: word)
    unsafe storeBytes(of: octets, toUncheckedByteOffset: offset, as: word)
  }
}
