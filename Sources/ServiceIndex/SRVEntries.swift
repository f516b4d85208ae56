internal import DNSWire

/// Where a service's SRV entries stand in its fragments.
struct SRVEntries {
  private let list: Int
  let count: Int

  init(_ octets: RawSpan) {
    list = Int(octets.uint32(at: FragmentLayout.srvOffset))
    count = Int(octets.uint32(at: FragmentLayout.srvCount))
  }

  /// The offset of an entry.
  subscript(_ index: Int) -> Int { list &+ index &* FragmentLayout.srvEntryLength }
}
