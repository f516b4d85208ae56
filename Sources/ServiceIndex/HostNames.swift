internal import DNSWire
internal import Discovery

/// Which services have an address, so that the oldest instance's name can be said: kept only where a reverse zone needs it.
struct HostNames {
  private var holders: [Address: [Holder]] = [:]
  private var addresses: [String: Set<Address>] = [:]

  /// A service that has an instance at an address.
  private struct Holder {
    let service: String
    /// The oldest instance's age there.
    let created: UInt64
  }

  /// An address whose name is another one since a change: the service it is named by, or none.
  struct Change {
    let address: Address
    let service: String?
  }

  /// Takes in a service as it is now, without instances where it is gone.
  mutating func update(_ name: String, _ instances: [Instance]) -> [Change] {
    let old = addresses[name] ?? []
    var ages: [Address: UInt64] = [:]
    for instance in instances where HostLabel.octets(of: instance.endpoint.address) != nil {
      let address = instance.endpoint.address
      ages[address] = min(ages[address] ?? .max, instance.created)
    }
    addresses[name] = ages.isEmpty ? nil : Set(ages.keys)
    return old.union(ages.keys).compactMap { replace($0, name, ages[$0]) }
  }

  private mutating func replace(_ address: Address, _ service: String, _ created: UInt64?) -> Change? {
    let before = oldest(at: address)
    var list = (holders[address] ?? []).filter { $0.service != service }
    if let created { list.append(Holder(service: service, created: created)) }
    holders[address] = list.isEmpty ? nil : list
    let now = oldest(at: address)
    return now == before ? nil : Change(address: address, service: now)
  }

  /// The service whose instance is the oldest; of several the first by name. Ages of different backends do not compare, but a name
  /// has to be chosen, the same each time.
  private func oldest(at address: Address) -> String? {
    holders[address]?.min { ($0.created, $0.service) < ($1.created, $1.service) }?.service
  }
}

/// What an address is called in the table: a zero octet, with which no service's name begins, then the address. Allocates nothing.
struct AddressKey {
  private var octets = InlineArray<17, UInt8>(repeating: 0)
  private var length = 1

  init(_ address: Address) {
    switch address {
    case .ipv4(let number): append(UInt64(number) << 32, count: 4)
    case .ipv6(let high, let low):
      append(high, count: 8)
      append(low, count: 8)
    case .host: break
    }
  }

  func withOctets<Result>(_ body: (RawSpan) -> Result) -> Result {
    body(unsafe octets.span.bytes.extracting(0..<length))  // octets have no padding that could be read uninitialized
  }

  /// Appends the highest octets of a number.
  private mutating func append(_ number: UInt64, count: Int) {
    for index in 0..<count { octets[length + index] = UInt8(truncatingIfNeeded: number >> UInt64(56 - index * 8)) }
    length += count
  }
}

/// The host name of an address, as a reader sees it.
package struct PublishedHost: ~Copyable {
  private let entry: Entry

  init(_ entry: Entry) { self.entry = entry }

  /// Lends the labels in front of a zone's name: HOST and the service's, in wire form.
  package func withLabels<Result>(_ body: (RawSpan) -> Result) -> Result {
    entry.withOctets { body($0.extracting(FragmentLayout.labelsOffset($0)...)) }
  }

  /// Lends the name of the service.
  package func withServiceName<Result>(_ body: (RawSpan) -> Result) -> Result {
    withLabels { labels in body(labels.extracting((2 + Int(labels.octet(at: 0)))...)) }
  }

  /// The fragments of an address: the head that every entry has, the table's name, then the labels.
  static func encode(_ address: Address, service: String) -> [UInt8]? {
    guard let host = HostLabel.octets(of: address), FragmentEncoder.isLabel(service) else { return nil }
    let name = AddressKey(address).withOctets { octets in (0..<octets.byteCount).map { octets.octet(at: $0) } }
    let head = [UInt8](repeating: 0, count: FragmentLayout.nameLength) + [UInt8(name.count)]
    return head + name + [UInt8(host.count)] + host + [UInt8(service.utf8.count)] + service.utf8
  }
}

extension FragmentLayout {
  /// Where an address's labels begin.
  static func labelsOffset(_ octets: RawSpan) -> Int { name + Int(octets.octet(at: nameLength)) }
}
