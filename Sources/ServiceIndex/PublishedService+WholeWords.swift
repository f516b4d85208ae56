internal import DNSWire
internal import Discovery

/// Records of instances with IPv4 addresses, which nearly all are, in whole words: what stands behind a record in the message is
/// overwritten, then written with the next. Each function stops at the first record that is not so, or that comes near an end.
///
/// What is read and written unchecked is inside for these reasons, whatever the fragments say. Offsets of fragments are of 32 bits and
/// so not negative, and are compared with the fragments' length before so many octets are read. A message's offset begins at 0 or
/// more, grows only, and is compared with `last` for each record, from where the longest record's words end inside of the message.
extension PublishedService {
  /// Octets of SRV RDATA up to the HOST label of an IPv4 address, or one as short: a word of 16, and one of 8.
  private static var mostRDATA: Int { 24 }
  /// Octets of the HOST label of an IPv4 address with its length octet, such as `255-255-255-255`.
  private static var longestLabel: Int { 16 }

  /// Writes SRV records.
  ///
  /// - Returns: the number of the first that was not written.
  @inline(__always) static func writeWords(
    _ records: SRVRecords, _ entries: SRVEntries, of octets: RawSpan, with writer: inout MessageWriter,
    to message: inout MutableRawSpan
  ) -> Int {
    guard let owner = RepeatedOctets(records.owner, of: message.bytes), writer.offset >= 0 else { return 0 }
    let most = headLength + mostRDATA
    // Up to here the longest record is within the limit, and the words of any end inside of the message: those of the owner, the last,
    // 64 octets behind at most so much RDATA.
    let last = min(writer.limit - most - owner.count, message.byteCount - most - RepeatedOctets.maximumCount)
    var (index, offset) = (0, writer.offset)
    while index < entries.count {
      let srv = PublishedSRV(octets, entry: entries[index])
      let (start, data) = (srv.rdata.lowerBound, offset &+ headLength)
      guard offset <= last, srv.length <= mostRDATA, !srv.isWholeName, start <= octets.byteCount - mostRDATA else {
        break
      }
      unsafe message.storeUnchecked(records.head, rdataLength: srv.length &+ owner.count, at: offset)
      unsafe message.copyUnchecked(SIMD16<UInt8>.self, of: octets, from: start, to: data)
      unsafe message.copyUnchecked(UInt64.self, of: octets, from: start &+ 16, to: data &+ 16)
      unsafe message.storeUnchecked(owner, at: data &+ srv.length)
      offset = data &+ srv.length &+ owner.count
      index &+= 1
    }
    writer.advance(offset &- writer.offset)
    return index
  }

  /// Writes A records that belong to SRV records.
  ///
  /// - Returns: the number of the first SRV record whose address was not looked at, and how many were written.
  @inline(__always) static func writeAdditionalWords(
    to records: SRVRecords, _ entries: SRVEntries, of octets: RawSpan, with writer: inout MessageWriter,
    to message: inout MutableRawSpan
  ) -> (index: Int, written: Int) {
    guard writer.offset >= 0 else { return (0, 0) }
    let head = RecordHead(.a, at: records.owner.lowerBound, ttl: records.ttl)
    let list = Int(octets.uint32(at: FragmentLayout.ipv4Offset))
    // Up to here so are a label and a record: the label's word ends at the latest where the record of the longest begins.
    let last = min(writer.limit, message.byteCount) - longestLabel - headLength - 4
    var (index, written, offset) = (0, 0, writer.offset)
    while index < entries.count {
      let srv = PublishedSRV(octets, entry: entries[index])
      if let address = srv.additionalAddress {
        let place = list &+ address.index &* 4
        guard offset <= last, address.family == .ipv4, place <= octets.byteCount - 4,
          srv.hostLabelLength <= longestLabel, srv.targetOffset <= octets.byteCount - longestLabel
        else { break }
        let record = offset &+ srv.hostLabelLength
        unsafe message.copyUnchecked(SIMD16<UInt8>.self, of: octets, from: srv.targetOffset, to: offset)
        unsafe message.storeUnchecked(head, rdataLength: 4, at: record)
        unsafe message.copyUnchecked(UInt32.self, of: octets, from: place, to: record &+ headLength)
        offset = record &+ headLength &+ 4
        written &+= 1
      }
      index &+= 1
    }
    writer.advance(offset &- writer.offset)
    return (index, written)
  }
}
