/// Why a message is not one; on the packet path, so without a payload that would have to be allocated.
package enum MessageError: Error, Equatable {
  /// A field or record ends beyond the message.
  case truncated
  /// A label of a type other than 00 and 11, or a name over 255 octets (RFC 1035 section 2.3.4).
  case badName
  /// A pointer that does not lead backwards (RFC 1035 section 4.1.4: to a prior occurrence), or one in a question.
  case badPointer
  /// Octets after the last record.
  case trailingOctets
  /// Two OPT records, one outside the additional section, or one whose owner is not the root (RFC 6891 section 6.1.1).
  case badOPT
  /// An EDNS option that ends beyond its record (RFC 6891 section 6.1.2).
  case badOption
}

/// A position in a message. Holds no memory: the message is lent to each call.
struct MessageReader {
  /// Octets from the start of the message.
  private(set) var offset: Int

  @inline(__always) mutating func readUInt16(_ message: RawSpan) throws(MessageError) -> UInt16 {
    try require(2, of: message)
    defer { offset += 2 }
    return message.uint16(at: offset)
  }

  @inline(__always) mutating func readUInt32(_ message: RawSpan) throws(MessageError) -> UInt32 {
    try require(4, of: message)
    defer { offset += 4 }
    return message.uint32(at: offset)
  }

  @inline(__always) mutating func skip(_ count: Int, of message: RawSpan) throws(MessageError) {
    try require(count, of: message)
    offset += count
  }

  /// Reads what stands between a record's owner name and its RDATA, RFC 1035 section 4.1.3.
  @inline(__always) mutating func readRecordFields(_ message: RawSpan) throws(MessageError) -> RecordFields {
    try require(MessageWriter.recordHeadLength, of: message)
    defer { offset += MessageWriter.recordHeadLength }
    return RecordFields(words: message.uint64(at: offset), rdataLength: Int(message.uint16(at: offset + 8)))
  }

  /// Steps over an owner name without following its pointer, which has to lead backwards.
  @inline(__always) mutating func skipName(_ message: RawSpan) throws(MessageError) {
    // The root, whose OPT records are: nearly all there are.
    if offset < message.byteCount, message.octet(at: offset) == 0 { offset += 1 } else { try skipLabels(message) }
  }

  private mutating func skipLabels(_ message: RawSpan) throws(MessageError) {
    let start = offset
    while true {
      try require(1, of: message)
      let length = message.octet(at: offset)
      switch length & 0xC0 {
      case 0x00:
        try skip(1 + Int(length), of: message)
        guard offset - start <= Name.maximumLength else { throw .badName }
        if length == 0 { return }
      case 0xC0:
        guard try Int(readUInt16(message) & 0x3FFF) < start else { throw .badPointer }
        return
      default: throw .badName
      }
    }
  }

  @inline(__always) private func require(_ count: Int, of message: RawSpan) throws(MessageError) {
    guard message.byteCount - offset >= count else { throw .truncated }
  }
}

/// What stands between a record's owner name and its RDATA.
struct RecordFields {
  /// Type, class and TTL, as they stand there.
  fileprivate let words: UInt64
  /// Octets of the RDATA.
  let rdataLength: Int

  var type: RecordType { RecordType(rawValue: UInt16(words >> 48)) }
  /// The class; of an OPT record the requestor's payload size.
  var classField: UInt16 { UInt16(truncatingIfNeeded: words >> 32) }
  /// The TTL; of an OPT record its version and flags.
  var ttlField: UInt32 { UInt32(truncatingIfNeeded: words) }
}
