internal import DNSWire

/// What SRV records have in common with their neighbours.
package struct SRVRecords {
  let head: RecordHead
  let owner: Range<Int>
  let ttl: UInt32

  /// Records whose name stands at `name` of the message, and whose targets end in the octets of the message at `owner`.
  package init(name: Int, owner: Range<Int>, ttl: UInt32) {
    (head, self.owner, self.ttl) = (RecordHead(.srv, at: name, ttl: ttl), owner, ttl)
  }
}
