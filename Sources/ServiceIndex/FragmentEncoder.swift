internal import Discovery
internal import DNSWire

/// Turns a service into its fragments: what an answer is put together from, whatever zone was asked. See ``FragmentLayout``.
struct FragmentEncoder {
  var ipv4: [UInt8] = []
  var ipv6: [UInt8] = []
  /// Addresses that are instances' own; absent where all are.
  var ownCounts: (ipv4: Int, ipv6: Int)?
  var srvEntries: [(data: Int, additional: UInt32)] = []
  var srvData: [UInt8] = []
  private var indexes: [Address: Int] = [:]
  private var withAdditional: Set<Address> = []
  private var instanceNames: Set<[UInt8]> = []
  /// Absent where all instances are alike, so that none can be picked.
  var terms: TermEncoder?
  var flags: UInt8 = 0
  let hosts: [String: ResolvedHost]
  private let priority: SRVPriority
  private let hasLeader: Bool
  /// Attributes that no TXT record can have.
  private var attributesLeftOut = 0

  /// The fragments of `service`, and how many attributes have no place in them; absent where its name is not one label of ours.
  static func encode(
    _ service: Service, _ priority: SRVPriority = .age
  ) -> (octets: [UInt8], attributesLeftOut: Int)? {
    guard isLabel(service.name) else { return nil }
    var encoder = FragmentEncoder(priority: priority, hasLeader: service.hasLeader, hosts: service.hosts)
    let instances = service.instances
    let isPlain = service.hosts.isEmpty && instances.allSatisfy { $0.attributes.isEmpty && $0.tags.isEmpty }
    encoder.terms = isPlain ? nil : TermEncoder()
    if !service.hosts.isEmpty { encoder.addOwnAddresses(of: instances) }
    for (rank, instance) in instances.enumerated() { encoder.add(instance, rank: rank) }
    return (
      encoder.assemble(service, hostNames: HostNameState(of: instances, service.hosts)), encoder.attributesLeftOut
    )
  }

  private init(priority: SRVPriority, hasLeader: Bool, hosts: [String: ResolvedHost]) {
    (self.priority, self.hasLeader, self.hosts) = (priority, hasLeader, hosts)
  }

  /// Whether a name can be asked for: one label of letters, digits, hyphens and underscores, RFC 1035 section 2.3.1.
  static func isLabel(_ name: String) -> Bool {
    (1...63).contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
  }

  /// Adds the instances' own addresses, so that those of host names come behind them.
  private mutating func addOwnAddresses(of instances: [Instance]) {
    for instance in instances { _ = index(of: instance.endpoint.address) }
    ownCounts = (ipv4.count / 4, ipv6.count / 16)
  }

  private mutating func add(_ instance: Instance, rank: Int) {
    let word = addressWord(of: instance.endpoint.address)
    let srv = addSRV(instance, word, rank: rank)
    guard terms != nil else { return }
    let addresses = memberWords(of: instance, word)
    terms?.add(instance, srv: srv, addresses: addresses, transport: instance.transport)
  }

  /// The addresses of an instance's members: its own, or how many its host name stands for, and these.
  private mutating func memberWords(of instance: Instance, _ own: UInt32) -> [UInt32] {
    guard case .host(let name) = instance.endpoint.address, let host = hosts[name] else { return [own] }
    return [FragmentLayout.host(ipv4Count: host.ipv4.count, ipv6Count: host.ipv6.count)]
      + (host.ipv4 + host.ipv6).map { addressWord(of: $0) }
  }

  /// Adds the SRV record of an instance, if it has a port; its number.
  private mutating func addSRV(_ instance: Instance, _ address: UInt32, rank: Int) -> Int? {
    let endpoint = instance.endpoint
    guard endpoint.port != 0, let target = SRVTarget(endpoint.address) else { return nil }
    let isFirst = withAdditional.insert(endpoint.address).inserted
    srvEntries.append((srvData.count, isFirst ? address : 0))
    let text = TextRecord(instance.attributes)
    attributesLeftOut += text.leftOut
    srvData.append(UInt8(target.octets.count))
    srvData.append(target.form | form(of: instance, target) | (text.rdata.isEmpty ? 0 : FragmentLayout.hasText))
    let priority = self.priority.priority(rank: rank, hasLeader: hasLeader)
    srvData.append(number: priority)
    srvData.append(number: self.priority.weight(of: instance))
    srvData.append(number: endpoint.port)
    srvData += target.octets
    if !text.rdata.isEmpty {
      srvData.append(number: UInt16(text.rdata.count))
      srvData += text.rdata
    }
    flags |= instance.transport == .udp ? FragmentLayout.hasUDP : FragmentLayout.hasTCP
    return srvEntries.count - 1
  }

  /// What the form of an SRV record says beside its target: the protocol, and whether the instance has no name of its own, because a
  /// host name's would be too long, or that of an address or another host name, too.
  private mutating func form(of instance: Instance, _ target: SRVTarget) -> UInt8 {
    let transport = instance.transport == .udp ? FragmentLayout.isUDP : 0
    guard target.form == FragmentLayout.targetIsWholeName else { return transport }
    let name = InstanceLabel.octets(ofHost: target.octets, port: instance.endpoint.port)
    let host = name.dropLast(1 + String(instance.endpoint.port).utf8.count)
    let isAddress = Array(host).withOctets { HostLabel.address($0) } != nil
    let hasName = name.count <= 63 && !isAddress && instanceNames.insert(name).inserted
    return hasName ? transport : transport | FragmentLayout.hasNoName
  }

  /// The place of an address in its family's list, where it stands once.
  private mutating func index(of address: Address) -> Int {
    if let index = indexes[address] { return index }
    var index = 0
    switch address {
    case .ipv4(let number):
      index = ipv4.count / 4
      ipv4.append(number: number)
    case .ipv6(let high, let low):
      index = ipv6.count / 16
      ipv6.append(number: high)
      ipv6.append(number: low)
    case .host: break
    }
    indexes[address] = index
    return index
  }

  private mutating func addressWord(of address: Address) -> UInt32 {
    address.family.map { FragmentLayout.additional($0, index(of: address)) } ?? 0
  }
}
