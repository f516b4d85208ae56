package import DNSWire
package import Discovery

/// Some addresses of a list, one after another from the first on; behind the last of the cycle comes the list's first.
package struct AddressPlaces {
  fileprivate let first: Int
  fileprivate let count: Int
  fileprivate let cycle: Int

  /// So many addresses from the `first` on, which is below `cycle`.
  package init(first: Int, count: Int, cycle: Int) { (self.first, self.count, self.cycle) = (first, count, cycle) }
}

extension PublishedService {
  /// Writes records of addresses of a family under the name that stands at `name`; there has to be room.
  package func write(
    _ family: AddressFamily, _ places: AddressPlaces, name: Int, ttl: UInt32, with writer: inout MessageWriter,
    to message: inout MutableRawSpan
  ) {
    withOctets { octets in
      Self.write(family, places, of: octets, name: name, ttl: ttl, with: &writer, to: &message)
    }
  }

  /// Writes records of addresses out of fragments.
  @inline(__always) static func write(
    _ family: AddressFamily, _ places: AddressPlaces, of octets: RawSpan, name: Int, ttl: UInt32,
    with writer: inout MessageWriter, to message: inout MutableRawSpan
  ) {
    let (first, count) = (places.first, places.count)
    let start = Int(octets.uint32(at: family == .ipv4 ? FragmentLayout.ipv4Offset : FragmentLayout.ipv6Offset))
    let list = octets.extracting(start..<(start + places.cycle * family.addressLength))
    if family == .ipv4 {
      writer.write(RecordHead(.a, at: name, ttl: ttl), ipv4: list, from: first, count: count, to: &message)
    } else {
      writer.write(RecordHead(.aaaa, at: name, ttl: ttl), ipv6: list, from: first, count: count, to: &message)
    }
  }
}
