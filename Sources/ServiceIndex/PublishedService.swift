internal import DNSWire
package import Discovery

/// A service as a reader sees it: its fragments, lent while the reader is inside.
@usableFromInline package struct PublishedService: ~Copyable {
  @usableFromInline let entry: Entry

  @inlinable init(_ entry: Entry) { self.entry = entry }

  /// Whether there is such a service.
  package var presence: Service.Presence { FragmentLayout.presence(of: octet(FragmentLayout.presence)) }

  /// The sources whose word this is.
  package var sources: SourceMask { SourceMask(rawValue: long(FragmentLayout.sources)) }

  /// Instances that have a port and so an SRV record.
  package var srvCount: Int { word(FragmentLayout.srvCount) }

  /// Distinct addresses of a family.
  package func addressCount(_ family: AddressFamily) -> Int {
    word(family == .ipv4 ? FragmentLayout.ipv4Count : FragmentLayout.ipv6Count)
  }

  /// Seconds that addresses may be kept, at most: what host names stand for does not hold longer than their resolver says.
  package var hostTTL: UInt32 { UInt32(word(FragmentLayout.hostTTL)) }

  /// The family of the leader's address, which is then the first of its list; absent without leader or for a host name.
  package var leaderFamily: AddressFamily? {
    has(FragmentLayout.leaderIsIPv4) ? .ipv4 : has(FragmentLayout.leaderIsIPv6) ? .ipv6 : nil
  }

  /// Whether there is a leader.
  package var hasLeader: Bool { has(FragmentLayout.hasLeader) }

  /// Whether the leader has a port, and so the first SRV record.
  package var leaderHasPort: Bool { has(FragmentLayout.leaderHasPort) }

  /// Whether an instance with a port is reached over a protocol.
  package func has(_ transport: ServiceTransport) -> Bool {
    has(transport == .tcp ? FragmentLayout.hasTCP : FragmentLayout.hasUDP)
  }

  /// The first address of the answer in hand, one further at each call, whichever thread calls it. One counter a family:
  /// programs ask for A and AAAA in pairs, and a shared one would never rotate a pair of instances.
  ///
  /// - Returns: an index below `count`, which is at least 1.
  package func nextRotation(_ family: AddressFamily, count: Int) -> Int {
    Int(entry.counters.increment(family == .ipv4 ? Counter.ipv4Rotation : Counter.ipv6Rotation) % UInt(count))
  }

  /// Notes that the service was asked for, so that its watch is kept.
  package func noteAsked() { entry.counters.raise(Counter.asked) }

  /// The place of an instance's own address in its family's list.
  package func place(of address: Address) -> PublishedAddress? {
    switch address {
    case .ipv4(let number):
      return place(.ipv4) { word(offset(.ipv4, $0)) - Int(number) }
    case .ipv6(let high, let low):
      return place(.ipv6) { index in
        let found = (long(offset(.ipv6, index)), long(offset(.ipv6, index) + 8))
        return found == (high, low) ? 0 : found < (high, low) ? -1 : 1
      }
    case .host: return nil
    }
  }

  /// Copies an address's octets, ``AddressFamily/addressLength`` of them.
  package func copyAddress(_ family: AddressFamily, _ index: Int, to message: inout MutableRawSpan, at offset: Int) {
    let start = self.offset(family, index)
    entry.withOctets { octets in
      guard family == .ipv6 else { return message.store(octets.uint32(at: start), at: offset) }
      message.copy(octets.extracting(start..<(start + family.addressLength)), to: offset)
    }
  }

  /// The SRV record of an instance, in order of age.
  @usableFromInline package func srv(_ index: Int) -> PublishedSRV {
    withOctets { octets in
      let list = Int(octets.uint32(at: FragmentLayout.srvOffset))
      return PublishedSRV(octets, entry: list + index * FragmentLayout.srvEntryLength)
    }
  }

  /// Lends the service's name, in lower case.
  package func withName<Result>(_ body: (RawSpan) -> Result) -> Result {
    let end = FragmentLayout.name + Int(octet(FragmentLayout.nameLength))
    return withOctets { body($0.extracting(FragmentLayout.name..<end)) }
  }

  /// Lends the fragments.
  func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result { entry.withOctets(body) }

  private func offset(_ family: AddressFamily, _ index: Int) -> Int {
    word(family == .ipv4 ? FragmentLayout.ipv4Offset : FragmentLayout.ipv6Offset) + index * family.addressLength
  }

  private func has(_ flag: UInt8) -> Bool { octet(FragmentLayout.flags) & flag != 0 }

  /// Octets of the fragments.
  var length: Int { entry.length }

  func octet(_ offset: Int) -> UInt8 { entry.withOctets { $0.octet(at: offset) } }

  func word(_ offset: Int) -> Int { entry.withOctets { Int($0.uint32(at: offset)) } }

  private func long(_ offset: Int) -> UInt64 { entry.withOctets { $0.uint64(at: offset) } }
}
