/// Writing the form of ``PackedInstances``.
extension [UInt8] {
  /// Appends a number in groups of seven bits, the lowest first.
  mutating func pack(number: UInt64) {
    var rest = number
    while rest > 0x7F {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends octets behind their length.
  mutating func pack(text: some Collection<UInt8>) {
    pack(number: UInt64(text.count))
    append(contentsOf: text)
  }

  /// Appends an instance.
  mutating func pack(_ instance: Instance) {
    var (attributes, tags): ([UInt8], [UInt8]) = ([], [])
    let pairs = instance.attributes.map { (key: [UInt8]($0.key.utf8), value: [UInt8]($0.value.utf8)) }
    for (key, value) in pairs.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      attributes.pack(text: key)
      attributes.pack(text: value)
    }
    for tag in instance.tags { tags.pack(text: tag.utf8) }
    pack(
      instance.endpoint, created: instance.created, weight: instance.weight,
      attributes: (pairs.count, attributes), tags: (instance.tags.count, tags))
  }

  /// Appends an instance whose attributes and tags are packed, and counted.
  mutating func pack(
    _ endpoint: Endpoint, created: UInt64, weight: UInt16, attributes: (count: Int, octets: [UInt8]),
    tags: (count: Int, octets: [UInt8])
  ) {
    typealias Head = PackedInstances
    append(
      endpoint.address.packedKind | (attributes.count == 0 ? 0 : Head.hasAttributes)
        | (tags.count == 0 ? 0 : Head.hasTags) | (weight == 1 ? 0 : Head.hasWeight))
    pack(endpoint)
    pack(number: created)
    if weight != 1 { pack(weight) }
    for part in [attributes, tags] where part.count > 0 {
      pack(number: UInt64(part.count))
      append(contentsOf: part.octets)
    }
  }

  private mutating func pack(_ endpoint: Endpoint) {
    switch endpoint.address {
    case .ipv4(let number): pack(number)
    case .ipv6(let high, let low):
      pack(high)
      pack(low)
    case .host(let name): pack(text: name.utf8)
    }
    pack(endpoint.port)
  }

  private mutating func pack(_ number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension Address {
  fileprivate var packedKind: UInt8 {
    switch self {
    case .ipv4: PackedInstances.ipv4
    case .ipv6: PackedInstances.ipv6
    case .host: PackedInstances.host
    }
  }
}
