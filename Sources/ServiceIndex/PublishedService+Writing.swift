package import DNSWire
internal import Discovery

/// Records of all instances, written with the fragments lent once: record by record, that costs several times as much.
extension PublishedService {
  /// Octets of a record before its RDATA, whose owner is a pointer.
  static var headLength: Int { 2 + MessageWriter.recordHeadLength }

  /// Writes the SRV records of all instances, the oldest's first, until one does not fit. What stands behind them in the message may be
  /// overwritten.
  ///
  /// - Returns: how many were written.
  package func write(
    _ records: SRVRecords, with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) -> Int {
    withOctets { octets in
      // A copy of its own, which need not be read and stored again for each field.
      var local = writer
      defer { writer = local }
      let entries = SRVEntries(octets)
      let index = Self.writeWords(records, entries, of: octets, with: &local, to: &message)
      guard index < entries.count else { return index }
      return Self.write(records, entries, from: index, of: octets, with: &local, to: &message)
    }
  }

  /// The same one by one, from one on.
  @inline(never) private static func write(
    _ records: SRVRecords, _ entries: SRVEntries, from first: Int, of octets: RawSpan,
    with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) -> Int {
    for index in first..<entries.count {
      let srv = PublishedSRV(octets, entry: entries[index])
      let length = srv.length + (srv.isWholeName ? 0 : records.owner.count)
      guard writer.fits(headLength + length) else { return index }
      writer.write(records.head, rdataLength: length, to: &message)
      writer.write(octets.extracting(srv.rdata), to: &message)
      // The target is written out, since RFC 2782 forbids to compress it.
      if !srv.isWholeName { writer.write(records.owner, of: &message) }
    }
    return entries.count
  }

  /// Writes the addresses that belong to SRV records, until one does not fit. What stands behind them in the message may be
  /// overwritten.
  ///
  /// - Returns: how many were written.
  package func writeAdditional(
    to records: SRVRecords, with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) -> Int {
    withOctets { octets in
      var local = writer
      defer { writer = local }
      let entries = SRVEntries(octets)
      let (index, written) = Self.writeAdditionalWords(to: records, entries, of: octets, with: &local, to: &message)
      guard index < entries.count else { return written }
      return written + Self.writeAdditional(to: records, entries, from: index, of: octets, with: &local, to: &message)
    }
  }

  /// The same one by one, from one on.
  @inline(never) private static func writeAdditional(
    to records: SRVRecords, _ entries: SRVEntries, from first: Int, of octets: RawSpan,
    with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) -> Int {
    var written = 0
    for index in first..<entries.count {
      let srv = PublishedSRV(octets, entry: entries[index])
      guard let address = srv.additionalAddress else { continue }
      guard writer.fits(srv.hostLabelLength + headLength + address.family.addressLength) else { return written }
      writer.write(octets.extracting(srv.target), to: &message)
      let place = AddressPlaces(first: address.index, count: 1, cycle: address.index + 1)
      write(
        address.family, place, of: octets, name: records.owner.lowerBound, ttl: records.ttl, with: &writer, to: &message
      )
      written += 1
    }
    return written
  }
}
