/// The records of one owner name and type, RFC 2181 section 5; class IN.
package struct RRset: Sendable, Equatable {
  package var owner: Name
  package var type: RecordType
  /// Seconds, one for the whole set (RFC 2181 section 5.2), at most 2^31 - 1 (section 8).
  package var ttl: UInt32
  /// The records' RDATA in wire form, names uncompressed, no duplicates.
  package var rdata: [[UInt8]]

  package init(owner: Name, type: RecordType, ttl: UInt32, rdata: [[UInt8]]) {
    self.owner = owner
    self.type = type
    self.ttl = ttl
    self.rdata = rdata
  }
}
