internal import Discovery

/// Turns a service into its fragments: what an answer is put together from, whatever zone was asked. See ``FragmentLayout``.
struct FragmentEncoder {
  private var ipv4: [UInt8] = []
  private var ipv6: [UInt8] = []
  private var srvEntries: [(data: Int, additional: UInt32)] = []
  private var srvData: [UInt8] = []
  private var indexes: [Address: Int] = [:]
  private var withAdditional: Set<Address> = []

  /// The fragments of `service`; absent where its name is not one label of ours.
  static func encode(_ service: Service) -> [UInt8]? {
    guard isLabel(service.name) else { return nil }
    var encoder = FragmentEncoder()
    for (rank, instance) in service.instances.enumerated() { encoder.add(instance, rank: rank) }
    return encoder.assemble(service)
  }

  /// Whether a name can be asked for: one label of letters, digits, hyphens and underscores, RFC 1035 section 2.3.1.
  static func isLabel(_ name: String) -> Bool {
    (1...63).contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
  }

  private mutating func add(_ instance: Instance, rank: Int) {
    let address = instance.endpoint.address
    let index = index(of: address)
    guard instance.endpoint.port != 0, let target = SRVTarget(address) else { return }
    let isFirst = withAdditional.insert(address).inserted
    srvEntries.append((srvData.count, isFirst ? additional(address, index) : 0))
    srvData.append(UInt8(FragmentLayout.srvFixedLength + target.octets.count))
    srvData.append(target.form | (instance.isUDP ? FragmentLayout.isUDP : 0))
    // No selection among equals is left to do where every priority differs: weight 0, RFC 2782.
    for field in [UInt16(clamping: rank), 0, instance.endpoint.port] { srvData += octets(of: field) }
    srvData.append(contentsOf: target.octets)
  }

  /// The place of an address in its family's list, where it stands once.
  private mutating func index(of address: Address) -> Int {
    if let index = indexes[address] { return index }
    var index = 0
    switch address {
    case .ipv4(let number):
      index = ipv4.count / 4
      ipv4.append(contentsOf: octets(of: number))
    case .ipv6(let high, let low):
      index = ipv6.count / 16
      ipv6.append(contentsOf: octets(of: high) + octets(of: low))
    case .host: break
    }
    indexes[address] = index
    return index
  }

  private func additional(_ address: Address, _ index: Int) -> UInt32 {
    switch address {
    case .ipv4: FragmentLayout.additional(.ipv4, index)
    case .ipv6: FragmentLayout.additional(.ipv6, index)
    case .host: 0
    }
  }

  private func assemble(_ service: Service) -> [UInt8] {
    let ipv4Offset = FragmentLayout.name + service.name.utf8.count
    let ipv6Offset = ipv4Offset + ipv4.count
    let srvOffset = ipv6Offset + ipv6.count
    let dataOffset = srvOffset + srvEntries.count * FragmentLayout.srvEntryLength
    var octets: [UInt8] = []
    octets.reserveCapacity(dataOffset + srvData.count)
    octets += self.octets(of: service.sources.rawValue)
    for word in [srvEntries.count, ipv4.count / 4, ipv6.count / 16, ipv4Offset, ipv6Offset, srvOffset] {
      octets += self.octets(of: UInt32(word))
    }
    octets += [FragmentLayout.code(of: service.presence), leader(of: service), UInt8(service.name.utf8.count)]
    octets += Array(service.name.utf8) + ipv4 + ipv6
    for entry in srvEntries {
      octets += self.octets(of: UInt32(dataOffset + entry.data)) + self.octets(of: entry.additional)
    }
    return octets + srvData
  }

  private func leader(of service: Service) -> UInt8 {
    guard service.hasLeader, let leader = service.instances.first?.endpoint else { return 0 }
    let port = leader.port == 0 ? 0 : FragmentLayout.leaderHasPort
    switch leader.address {
    case .ipv4: return port | FragmentLayout.leaderIsIPv4
    case .ipv6: return port | FragmentLayout.leaderIsIPv6
    case .host: return port
    }
  }

  private func octets(of number: some FixedWidthInteger) -> [UInt8] {
    stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}

extension Instance {
  /// Whether its attribute `proto` says UDP; http and whatever else there is count as TCP.
  fileprivate var isUDP: Bool { attributes["proto"]?.lowercased() == "udp" }
}
