/// What is looked up: the addresses of one family that a host name stands for.
package struct HostLookup: Sendable, Hashable {
  /// The host name in lower case, without a final dot.
  package let host: String
  package let family: AddressFamily

  /// A look-up of a host name in any case.
  package init(host: String, _ family: AddressFamily) {
    (self.host, self.family) = (Self.name(of: host), family)
  }

  /// A host name as it is looked up.
  static func name(of host: String) -> String {
    let name = host.lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }
}

/// What a look-up has found.
package struct HostAnswer: Sendable, Equatable {
  /// The addresses; empty where the name has none.
  package let addresses: [Address]
  /// How long that holds.
  package let lifetime: Duration

  package init(addresses: [Address], lifetime: Duration) {
    (self.addresses, self.lifetime) = (addresses, lifetime)
  }

  /// The same with the addresses of one family alone.
  func restricted(to family: AddressFamily) -> HostAnswer {
    HostAnswer(addresses: addresses.filter { $0.family == family }, lifetime: lifetime)
  }
}
