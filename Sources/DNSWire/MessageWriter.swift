/// A position in a message that is being written. Holds no memory: the message is lent to each call.
///
/// Space is asked for record by record with ``fits(_:)``; writing beyond the message traps.
@usableFromInline package struct MessageWriter {
  /// Octets written.
  @usableFromInline package internal(set) var offset: Int
  /// The most octets the message may have.
  @usableFromInline package internal(set) var limit: Int

  @inlinable package init(offset: Int, limit: Int) {
    self.offset = offset
    self.limit = limit
  }

  /// Whether `count` more octets fit.
  @inlinable package func fits(_ count: Int) -> Bool { count <= limit - offset }

  /// Raises the limit by octets that were kept for what is written last.
  @inlinable package mutating func release(_ count: Int) { limit += count }

  /// Lowers the limit by octets that are kept for what is written last.
  @inlinable package mutating func reserve(_ count: Int) { limit -= count }

  /// Takes back all that was written behind `offset`.
  @inlinable package mutating func rewind(to offset: Int) { self.offset = offset }

  /// Steps over `count` octets that were written beside this writer.
  @inlinable package mutating func advance(_ count: Int) { offset += count }

  @inlinable package mutating func write(_ value: UInt8, to message: inout MutableRawSpan) {
    message.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
    offset += 1
  }

  @inlinable package mutating func write(_ value: UInt16, to message: inout MutableRawSpan) {
    message.store(value, at: offset)
    offset += 2
  }

  @inlinable package mutating func write(_ value: UInt32, to message: inout MutableRawSpan) {
    message.store(value, at: offset)
    offset += 4
  }

  @inlinable package mutating func write(_ value: UInt64, to message: inout MutableRawSpan) {
    write(UInt32(value >> 32), to: &message)
    write(UInt32(truncatingIfNeeded: value), to: &message)
  }

  @inlinable @inline(__always) package mutating func write(_ octets: RawSpan, to message: inout MutableRawSpan) {
    message.copy(octets, to: offset)
    offset += octets.byteCount
  }

  /// The highest offset that a compression pointer leads to: 14 bits.
  @inlinable package static var maximumPointer: Int { 0x3FFF }

  /// Writes a compression pointer, RFC 1035 section 4.1.4; `target` is at most ``maximumPointer``.
  @inlinable package mutating func writePointer(to target: Int, in message: inout MutableRawSpan) {
    precondition(target <= Self.maximumPointer, "a pointer beyond 14 bits")
    write(UInt16(0xC000 | target), to: &message)
  }

  /// Writes a record's part before its RDATA, with a pointer to `owner` in the place of its name.
  @inlinable package mutating func writeRecordHead(
    _ type: RecordType, _ recordClass: RecordClass = .in, at owner: Int, ttl: UInt32, rdataLength: Int,
    to message: inout MutableRawSpan
  ) {
    write(RecordHead(type, recordClass, at: owner, ttl: ttl), rdataLength: rdataLength, to: &message)
  }

  /// Writes a record's part before its RDATA: twelve octets in two steps, since this is what answers consist of.
  @inlinable package mutating func write(_ head: RecordHead, rdataLength: Int, to message: inout MutableRawSpan) {
    precondition(offset >= 0 && offset <= message.byteCount - 12 && rdataLength <= UInt16.max, "write beyond the end")
    unsafe message.storeUnchecked(head, rdataLength: rdataLength, at: offset)  // checked above
    offset &+= 12  // inside of the message, as was checked
  }

  /// Octets of a record between its owner name and its RDATA.
  @inlinable package static var recordHeadLength: Int { 10 }

  /// Writes an OPT record of version 0 with our payload size, RFC 6891 section 6.1, up to its options, of which `optionsLength`
  /// octets have to follow.
  @inlinable package mutating func writeOPT(
    code: ResponseCode, isDNSSECWanted: Bool, optionsLength: Int, to message: inout MutableRawSpan
  ) {
    write(UInt8(0), to: &message)
    let extended = UInt32(code.rawValue >> 4) << 24 | (isDNSSECWanted ? 0x8000 : 0)
    let size = UInt64(RecordType.opt.rawValue) << 48 | UInt64(EDNS.ownPayloadSize) << 32
    message.store(size | UInt64(extended), at: offset)
    offset += 8
    write(UInt16(optionsLength), to: &message)
  }

  /// Writes an EDNS option's number and length, RFC 6891 section 6.1.2.
  @inlinable package mutating func writeOptionHead(_ code: UInt16, length: Int, to message: inout MutableRawSpan) {
    write(code, to: &message)
    write(UInt16(length), to: &message)
  }

  /// Writes octets that stand in the message already.
  @inlinable package mutating func write(_ range: Range<Int>, of message: inout MutableRawSpan) {
    message.copy(range, to: offset)
    offset += range.count
  }
}
