internal import DNSWire
package import Discovery

/// A service as a reader sees it: its fragments, lent while the reader is inside.
package struct PublishedService: ~Copyable {
  private let entry: Entry

  init(_ entry: Entry) { self.entry = entry }

  /// Whether there is such a service.
  package var presence: Service.Presence { FragmentLayout.presence(of: octet(FragmentLayout.presence)) }

  /// The sources whose word this is.
  package var sources: SourceMask {
    SourceMask(rawValue: UInt64(word(FragmentLayout.sources)) << 32 | UInt64(word(FragmentLayout.sources + 4)))
  }

  /// Instances that have a port and so an SRV record.
  package var srvCount: Int { word(FragmentLayout.srvCount) }

  /// Distinct addresses of a family.
  package func addressCount(_ family: AddressFamily) -> Int {
    word(family == .ipv4 ? FragmentLayout.ipv4Count : FragmentLayout.ipv6Count)
  }

  /// The family of the leader's address, which is then the first of its list; absent without leader or for a host name.
  package var leaderFamily: AddressFamily? {
    let leader = octet(FragmentLayout.leader)
    return leader & FragmentLayout.leaderIsIPv4 != 0 ? .ipv4 : leader & FragmentLayout.leaderIsIPv6 != 0 ? .ipv6 : nil
  }

  /// Whether the leader has a port, and so the first SRV record.
  package var leaderHasPort: Bool { octet(FragmentLayout.leader) & FragmentLayout.leaderHasPort != 0 }

  /// The first address of the answer in hand, one further at each call, whichever thread calls it. One counter a family:
  /// programs ask for A and AAAA in pairs, and a shared one would never rotate a pair of instances.
  ///
  /// - Returns: an index below `count`, which is at least 1.
  package func nextRotation(_ family: AddressFamily, count: Int) -> Int {
    Int(entry.counters.increment(family == .ipv4 ? Counter.ipv4Rotation : Counter.ipv6Rotation) % UInt(count))
  }

  /// Notes that the service was asked for, so that its watch is kept.
  package func noteAsked() { entry.counters.raise(Counter.asked) }

  /// The place of an address in its family's list.
  package func index(of address: Address) -> Int? {
    switch address {
    case .ipv4(let number):
      return (0..<addressCount(.ipv4)).first { word(offset(.ipv4, $0)) == Int(number) }
    case .ipv6(let high, let low):
      return (0..<addressCount(.ipv6)).first { long(offset(.ipv6, $0)) == high && long(offset(.ipv6, $0) + 8) == low }
    case .host: return nil
    }
  }

  /// Copies an address's octets, ``AddressFamily/addressLength`` of them.
  package func copyAddress(_ family: AddressFamily, _ index: Int, to message: inout MutableRawSpan, at offset: Int) {
    let start = self.offset(family, index)
    entry.withOctets { message.copy($0.extracting(start..<(start + family.addressLength)), to: offset) }
  }

  /// The SRV record of an instance, in order of age.
  package func srv(_ index: Int) -> PublishedSRV {
    let entryOffset = word(FragmentLayout.srvOffset) + index * FragmentLayout.srvEntryLength
    let data = word(entryOffset)
    return PublishedSRV(
      offset: data + FragmentLayout.srvDataHead, length: Int(octet(data)),
      form: octet(data + 1), additional: UInt32(word(entryOffset + 4)))
  }

  /// Copies an SRV record's prepared RDATA.
  package func copySRV(_ srv: PublishedSRV, to message: inout MutableRawSpan, at offset: Int) {
    entry.withOctets { message.copy($0.extracting(srv.offset..<(srv.offset + srv.length)), to: offset) }
  }

  /// Copies the HOST label of an SRV record's target, with its length octet.
  package func copyHostLabel(_ srv: PublishedSRV, to message: inout MutableRawSpan, at offset: Int) {
    let start = srv.offset + FragmentLayout.srvFixedLength
    entry.withOctets { message.copy($0.extracting(start..<(srv.offset + srv.length)), to: offset) }
  }

  private func offset(_ family: AddressFamily, _ index: Int) -> Int {
    word(family == .ipv4 ? FragmentLayout.ipv4Offset : FragmentLayout.ipv6Offset) + index * family.addressLength
  }

  private func octet(_ offset: Int) -> UInt8 { entry.withOctets { $0.octet(at: offset) } }

  private func word(_ offset: Int) -> Int { entry.withOctets { Int($0.uint32(at: offset)) } }

  private func long(_ offset: Int) -> UInt64 { UInt64(word(offset)) << 32 | UInt64(word(offset + 4)) }
}

/// Where the prepared parts of an SRV record lie.
package struct PublishedSRV: Sendable {
  fileprivate let offset: Int
  /// Octets of the prepared RDATA; the owner of the service's name follows it unless it ends in a whole name.
  package let length: Int
  fileprivate let form: UInt8
  fileprivate let additional: UInt32

  /// Whether the target is a host name of its own.
  package var isWholeName: Bool { form & FragmentLayout.targetIsWholeName != 0 }

  /// Whether the instance is reached over UDP, not TCP.
  package var isUDP: Bool { form & FragmentLayout.isUDP != 0 }

  /// Octets of the HOST label with its length octet.
  package var hostLabelLength: Int { length - FragmentLayout.srvFixedLength }

  /// The address that belongs into the additional section: the target's, unless an older instance has the same.
  package var additionalAddress: (family: AddressFamily, index: Int)? {
    additional >> 30 == 0 ? nil : (additional >> 30 == 1 ? .ipv4 : .ipv6, Int(additional & 0x3FFF_FFFF))
  }
}
