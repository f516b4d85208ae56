internal import Discovery

extension FragmentEncoder {
  /// Seconds that the addresses of host names may be kept: the least of them, or as many as there are.
  private var hostTTL: UInt32 {
    hosts.values.compactMap(\.lifetime).min().flatMap { UInt32(exactly: $0.components.seconds) } ?? .max
  }

  /// The fragments of all that was added.
  mutating func assemble(_ service: Service, hostNames: HostNameState) -> [UInt8] {
    let dataOffset = FragmentLayout.name + service.name.utf8.count
    let srvOffset = dataOffset + srvData.count
    let ipv4Offset = srvOffset + srvEntries.count * FragmentLayout.srvEntryLength
    let ipv6Offset = ipv4Offset + ipv4.count
    let listsEnd = ipv6Offset + ipv6.count
    let both = FragmentLayout.hasTCP | FragmentLayout.hasUDP
    let terms =
      self.terms?.sections(
        at: listsEnd, hasBothTransports: flags & both == both, needsMembers: !hosts.isEmpty) ?? .none
    let own = ownCounts ?? (ipv4.count / 4, ipv6.count / 16)
    let order = octets(of: FragmentOrder(srvCount: srvEntries.count, ipv4Count: own.ipv4, ipv6Count: own.ipv6))
    var octets: [UInt8] = []
    octets.reserveCapacity(listsEnd + terms.octets.count + order.count)
    octets.append(number: service.sources.rawValue)
    for word in [srvEntries.count, ipv4.count / 4, ipv6.count / 16, ipv4Offset, ipv6Offset, srvOffset] {
      octets.append(number: UInt32(word))
    }
    for word in [terms.termCount, terms.termsOffset, terms.membersOffset, own.ipv4, own.ipv6] {
      octets.append(number: UInt32(word))
    }
    octets.append(number: hostTTL)
    octets += [FragmentLayout.code(of: service.presence), flags | FragmentLayout.leader(of: service)]
    octets += [hostNames.rawValue, UInt8(service.name.utf8.count)]
    octets += service.name.utf8
    octets += srvData
    for entry in srvEntries {
      octets.append(number: UInt32(dataOffset + entry.data))
      octets.append(number: entry.additional)
    }
    octets += ipv4
    octets += ipv6
    octets += terms.octets
    octets += order
    return octets
  }
}
