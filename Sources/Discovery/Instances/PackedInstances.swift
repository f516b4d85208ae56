/// Instances as octets, one allocation for all: a million of them as Swift values would be millions of strings and dictionaries.
///
///     count | instances
///     instance: head u8 | address | port u16 | created | [weight u16] | [attributes] | [tags]
///     address: 4 or 16 octets, or a text     text: length | UTF-8
///     attributes: count | key and value, texts, by the octets of the keys     tags: count | texts
///
/// Counts, lengths and `created` are in groups of seven bits, the lowest first; other numbers are in network order. Octets are equal
/// just where the instances are.
package struct PackedInstances: Sendable, Equatable {
  let octets: [UInt8]

  /// The kind of an address, in the low bits of an instance's head.
  static let host: UInt8 = 0
  static let ipv4: UInt8 = 1
  static let ipv6: UInt8 = 2
  static let addressKind: UInt8 = 3
  /// What else an instance's head says: which parts there are.
  static let hasAttributes: UInt8 = 4
  static let hasTags: UInt8 = 8
  static let hasWeight: UInt8 = 16

  /// Instances packed before.
  init(octets: [UInt8]) { self.octets = octets }

  /// Packs instances.
  package init(_ instances: [Instance]) {
    var octets: [UInt8] = []
    octets.pack(number: UInt64(instances.count))
    for instance in instances { octets.pack(instance) }
    // A copy has no room to grow.
    self.octets = Array(octets[...])
  }

  /// How many there are.
  var count: Int {
    var reader = PackedReader(octets)
    return reader.count()
  }

  /// The instances as values.
  var unpacked: [Instance] {
    var reader = PackedReader(octets)
    return (0..<reader.count()).map { _ in reader.instance() }
  }

  /// The first instance as a value.
  var first: Instance? {
    var reader = PackedReader(octets)
    return reader.count() == 0 ? nil : reader.instance()
  }

  /// Whether the address of any instance is a host name.
  var hasHostNames: Bool {
    var reader = PackedReader(octets)
    return (0..<reader.count()).contains { _ in
      let head = reader.peek
      reader.skipInstance()
      return head & Self.addressKind == Self.host
    }
  }
}
