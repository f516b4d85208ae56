internal import DNSWire

/// The hash by which services are found: keyed, so that nobody can choose names that collide.
enum NameHash {
  /// Its key is made of the seed that the standard library has drawn for this process.
  private static let hash = SipHash(key: (number(0), number(1)))

  private static func number(_ seed: Int) -> UInt64 {
    var hasher = Hasher()
    hasher.combine("names of services")
    hasher.combine(seed)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// The hash of a name in lower case.
  static func of(_ name: RawSpan) -> UInt { UInt(hash.hash(name)) }

  /// The hash of a name as it will be in lower case.
  static func ofLowercased(_ name: RawSpan) -> UInt { UInt(hash.hash(lowercasing: name)) }
}
