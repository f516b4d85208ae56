/// Where an instance listens: an IP address, or a host name that stands for some.
public enum Address: Sendable, Hashable {
  /// An IPv4 address as a number: 127.0.0.1 is 0x7F000001.
  case ipv4(UInt32)
  /// An IPv6 address as two numbers, the first eight octets and the last eight.
  case ipv6(high: UInt64, low: UInt64)
  /// A host name, as the backend gave it.
  case host(String)
}

/// An address and a port: what tells one instance of a service from another.
public struct Endpoint: Sendable, Hashable {
  /// The address.
  public let address: Address
  /// The port; 0 where the instance has none.
  public let port: UInt16

  /// An endpoint of its parts.
  public init(address: Address, port: UInt16) {
    self.address = address
    self.port = port
  }
}

/// The two families of IP addresses.
@usableFromInline package enum AddressFamily: Sendable, Hashable {
  case ipv4, ipv6

  /// Octets of an address.
  @inlinable package var addressLength: Int { self == .ipv4 ? 4 : 16 }

  /// Equality; the one that is derived is looked up at run time where another module asks.
  @inlinable package static func == (left: AddressFamily, right: AddressFamily) -> Bool {
    switch (left, right) {
    case (.ipv4, .ipv4), (.ipv6, .ipv6): true
    default: false
    }
  }
}

extension Address {
  /// The family of an IP address; a host name has none of its own.
  package var family: AddressFamily? {
    switch self {
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    case .host: nil
    }
  }
}
