/// A record of a message, whose RDATA is left where it stands.
struct ResourceRecord {
  let owner: Name
  let type: RecordType
  let recordClass: RecordClass
  /// Seconds; one with the highest bit set counts as zero (RFC 2181 section 8).
  let ttl: UInt32
  /// Where the RDATA stands in the message.
  let rdata: Range<Int>

  /// Reads the next record of a message.
  init(_ message: RawSpan, _ reader: inout MessageReader) throws(MessageError) {
    owner = try reader.readName(message)
    type = RecordType(rawValue: try reader.readUInt16(message))
    recordClass = RecordClass(rawValue: try reader.readUInt16(message))
    let ttl = try reader.readUInt32(message)
    self.ttl = ttl >> 31 == 0 ? ttl : 0
    let length = Int(try reader.readUInt16(message))
    let start = reader.offset
    try reader.skip(length, of: message)
    rdata = start..<(start + length)
  }
}
