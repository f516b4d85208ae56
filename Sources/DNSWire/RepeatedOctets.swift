/// Octets of a message that many of its records end in, kept in registers. They are written as whole words, together with what was
/// behind them, where there is room for that.
@usableFromInline package struct RepeatedOctets {
  /// The first 32 octets, and those behind them.
  @usableFromInline let first: SIMD32<UInt8>
  @usableFromInline let rest: SIMD32<UInt8>
  @usableFromInline package let count: Int

  /// As many octets may be repeated: more than a service's name has nearly everywhere.
  @inlinable package static var maximumCount: Int { 64 }

  /// The octets of `message` in `range`; absent where there are more than 64, or the message ends too soon for whole words.
  @inlinable package init?(_ range: Range<Int>, of message: RawSpan) {
    let (start, count) = (range.lowerBound, range.count)
    guard count <= Self.maximumCount, start >= 0, start <= message.byteCount - Self.maximumCount else { return nil }
    self.count = count
    // 64 octets from the start on are inside, as was checked.
    first = unsafe message.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: SIMD32<UInt8>.self)
    rest = unsafe message.unsafeLoadUnaligned(fromUncheckedByteOffset: start &+ 32, as: SIMD32<UInt8>.self)
  }
}
