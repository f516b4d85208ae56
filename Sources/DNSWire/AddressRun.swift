/// Address records one behind the other: one look at the end for all. Behind the last address of a list comes its first.
extension MessageWriter {
  /// Writes A records, RFC 1035 section 3.4.1, of a head of that type: of `count` addresses of `list` from the `first` on.
  @inlinable @inline(__always) package mutating func write(
    _ head: RecordHead, ipv4 list: RawSpan, from first: Int, count: Int, to message: inout MutableRawSpan
  ) {
    let cycle = list.byteCount / 4
    precondition(first >= 0 && first < cycle && count >= 0, "beyond the list")
    precondition(offset >= 0 && count <= (message.byteCount - offset) / 16, "write beyond the end")
    var (record, start, left) = (head.words(rdataLength: 4), first, count)
    // The list is gone through in straight runs, within it, and each of `count` records has sixteen octets: both are inside by what
    // was checked.
    while left > 0 {
      let run = min(left, cycle &- start)
      for index in start..<(start &+ run) {
        record.w = unsafe list.unsafeLoadUnaligned(fromUncheckedByteOffset: index &* 4, as: UInt32.self)
        unsafe message.storeBytes(of: record, toUncheckedByteOffset: offset, as: SIMD4<UInt32>.self)
        offset &+= 16
      }
      (start, left) = (0, left &- run)
    }
  }

  /// Writes AAAA records, RFC 3596 section 2.2, likewise.
  package mutating func write(
    _ head: RecordHead, ipv6 list: RawSpan, from first: Int, count: Int, to message: inout MutableRawSpan
  ) {
    let cycle = list.byteCount / 16
    precondition(first >= 0 && first < cycle && count >= 0, "beyond the list")
    precondition(offset >= 0 && count <= (message.byteCount - offset) / 28, "write beyond the end")
    var index = first
    // The index stays below the cycle, and each of `count` records has 28 octets.
    for _ in 0..<count {
      unsafe message.storeUnchecked(head, rdataLength: 16, at: offset)
      unsafe message.copyUnchecked(SIMD16<UInt8>.self, of: list, from: index &* 16, to: offset &+ 12)
      index = index &+ 1 == cycle ? 0 : index &+ 1
      offset &+= 28
    }
  }
}
