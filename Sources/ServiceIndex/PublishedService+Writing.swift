package import DNSWire
package import Discovery

/// What SRV records have in common with their neighbours.
package struct SRVRecords {
  fileprivate let head: RecordHead
  fileprivate let owner: Range<Int>
  fileprivate let ttl: UInt32

  /// Records whose name stands at `name` of the message, and whose targets end in the octets of the message at `owner`.
  package init(name: Int, owner: Range<Int>, ttl: UInt32) {
    (head, self.owner, self.ttl) = (RecordHead(.srv, at: name, ttl: ttl), owner, ttl)
  }
}

/// Some addresses of a list, one after another from the first on; behind the last of the cycle comes the list's first.
package struct AddressPlaces {
  fileprivate let first: Int
  fileprivate let count: Int
  fileprivate let cycle: Int

  /// So many addresses from the `first` on, which is below `cycle`.
  package init(first: Int, count: Int, cycle: Int) { (self.first, self.count, self.cycle) = (first, count, cycle) }

  /// The place behind `index`.
  fileprivate func next(_ index: Int) -> Int { index &+ 1 == cycle ? 0 : index &+ 1 }
}

/// Records of all instances, written with the fragments lent once: record by record, that costs twice as much.
extension PublishedService {
  /// Octets of a record before its RDATA, whose owner is a pointer.
  private static var headLength: Int { 2 + MessageWriter.recordHeadLength }

  /// Writes the SRV records of all instances, the oldest's first, until one does not fit.
  ///
  /// - Returns: how many were written.
  package func write(
    _ records: SRVRecords, with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) -> Int {
    withOctets { octets in
      // A copy of its own, which need not be read and stored again for each field.
      var local = writer
      defer { writer = local }
      let list = Int(octets.uint32(at: FragmentLayout.srvOffset))
      let count = Int(octets.uint32(at: FragmentLayout.srvCount))
      for index in 0..<count {
        let srv = PublishedSRV(octets, entry: list + index * FragmentLayout.srvEntryLength)
        let length = srv.length + (srv.isWholeName ? 0 : records.owner.count)
        guard local.fits(Self.headLength + length) else { return index }
        local.write(records.head, rdataLength: length, to: &message)
        local.write(octets.extracting(srv.rdata), to: &message)
        // The target is written out, since RFC 2782 forbids to compress it.
        if !srv.isWholeName { local.write(records.owner, of: &message) }
      }
      return count
    }
  }

  /// Writes the addresses that belong to SRV records, until one does not fit.
  ///
  /// - Returns: how many were written.
  package func writeAdditional(
    to records: SRVRecords, with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) -> Int {
    withOctets { octets in
      let list = Int(octets.uint32(at: FragmentLayout.srvOffset))
      var (local, written) = (writer, 0)
      defer { writer = local }
      for index in 0..<Int(octets.uint32(at: FragmentLayout.srvCount)) {
        let srv = PublishedSRV(octets, entry: list + index * FragmentLayout.srvEntryLength)
        guard let address = srv.additionalAddress else { continue }
        let length = address.family.addressLength
        guard local.fits(srv.hostLabelLength + Self.headLength + length) else { return written }
        local.write(octets.extracting(srv.target), to: &message)
        let places = AddressPlaces(first: address.index, count: 1, cycle: .max)
        write(octets, address.family, places, records.owner.lowerBound, records.ttl, &local, &message)
        written += 1
      }
      return written
    }
  }

  /// Writes records of addresses of a family under the name that stands at `name`; there has to be room.
  package func write(
    _ family: AddressFamily, _ places: AddressPlaces, name: Int, ttl: UInt32, with writer: inout MessageWriter,
    to message: inout MutableRawSpan
  ) {
    withOctets { octets in
      var local = writer
      write(octets, family, places, name, ttl, &local, &message)
      writer = local
    }
  }

  @inline(__always) private func write(
    _ octets: RawSpan, _ family: AddressFamily, _ places: AddressPlaces, _ name: Int, _ ttl: UInt32,
    _ writer: inout MessageWriter, _ message: inout MutableRawSpan
  ) {
    let isIPv4 = family == .ipv4
    let head = RecordHead(isIPv4 ? .a : .aaaa, at: name, ttl: ttl)
    let list = Int(octets.uint32(at: isIPv4 ? FragmentLayout.ipv4Offset : FragmentLayout.ipv6Offset))
    if isIPv4 {
      writeIPv4(octets, list, places, head, &writer, &message)
    } else {
      writeIPv6(octets, list, places, head, &writer, &message)
    }
  }

  @inline(__always) private func writeIPv4(
    _ octets: RawSpan, _ list: Int, _ places: AddressPlaces, _ head: RecordHead, _ writer: inout MessageWriter,
    _ message: inout MutableRawSpan
  ) {
    var index = places.first
    for _ in 0..<places.count {
      writer.write(head, address: octets.uint32(at: list &+ index &* 4), to: &message)
      index = places.next(index)
    }
  }

  private func writeIPv6(
    _ octets: RawSpan, _ list: Int, _ places: AddressPlaces, _ head: RecordHead, _ writer: inout MessageWriter,
    _ message: inout MutableRawSpan
  ) {
    var index = places.first
    for _ in 0..<places.count {
      let start = list + index * 16
      writer.write(head, rdataLength: 16, to: &message)
      writer.write(octets.extracting(start..<(start + 16)), to: &message)
      index = places.next(index)
    }
  }
}
