package import NIOCore

/// Where an upstream resolver is, and how it is asked.
package struct Upstream: Sendable, Hashable {
  /// How questions travel.
  package enum Transport: Sendable, Hashable {
    /// UDP, and TCP for what is too large for it.
    case plain
    /// DNS over TLS (RFC 7858). The certificate has to be for this name; without one, for the address.
    case tls(serverName: String?)
  }

  /// IP address and port.
  package let address: SocketAddress
  package let transport: Transport

  package init(address: SocketAddress, transport: Transport = .plain) {
    (self.address, self.transport) = (address, transport)
  }

  /// The port of DNS over UDP and TCP, RFC 1035 section 4.2.
  package static let plainPort = 53
  /// The port of DNS over TLS, RFC 7858 section 3.1.
  package static let tlsPort = 853

  /// The port where nothing else is said.
  static func defaultPort(of transport: Transport) -> Int { transport == .plain ? plainPort : tlsPort }

  /// Whether the address is one that the Internet does not route: loopback, link-local, private use (RFC 1918), shared (RFC 6598),
  /// unique local (RFC 4193).
  package var isPrivate: Bool {
    let octets = address.addressOctets
    return octets.count == 4
      ? PrivateAddress.contains(ipv4: octets.uint32(at: 0)) : PrivateAddress.contains(ipv6: octets)
  }
}

/// Networks that the Internet does not route.
private enum PrivateAddress {
  static func contains(ipv4 address: UInt32) -> Bool {
    switch address >> 24 {
    case 10, 127: true
    case 100: address >> 22 == 0x6440_0000 >> 22  // 100.64.0.0/10
    case 169: address >> 16 == 0xA9FE  // 169.254.0.0/16
    case 172: address >> 20 == 0xAC1  // 172.16.0.0/12
    case 192: address >> 16 == 0xC0A8  // 192.168.0.0/16
    default: false
    }
  }

  static func contains(ipv6 octets: [UInt8]) -> Bool {
    let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    if octets.starts(with: mappedPrefix) { return contains(ipv4: octets.uint32(at: 12)) }
    let isLoopback = octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1
    return isLoopback || octets[0] & 0xFE == 0xFC || octets.uint16(at: 0) & 0xFFC0 == 0xFE80
  }
}
