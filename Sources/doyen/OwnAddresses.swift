internal import DNSServer
internal import DNSWire
internal import HostSystem
internal import NIOCore

/// The addresses that this server answers on: a question must not be sent to itself.
struct OwnAddresses {
  private let listen: [ListenAddress]

  /// What is listened on; a port that is not known yet is nobody's upstream.
  init(_ listen: [ListenAddress]) { self.listen = listen }

  /// Whether a question sent to this address comes back here. A wildcard listens on all addresses of the host.
  func contains(_ address: SocketAddress) -> Bool {
    guard let host = Self.destination(address) else { return false }
    return listen.contains { own in
      guard own.address.port == address.port, let ownHost = Self.destination(own.address) else { return false }
      return ownHost == host || own.isWildcard && ownHost.length == host.length && Self.isOfHost(host)
    }
  }

  /// Where the system sends what is for an address: the one that stands for none is this host's loopback address, and IPv4 in IPv6
  /// is IPv4.
  private static func destination(_ address: SocketAddress) -> ClientAddress? {
    guard let text = address.ipAddress, let host = ClientAddress(text: text)?.unmapped else { return nil }
    guard host.high == 0, host.low == 0 else { return host }
    return ClientAddress(text: host.length == 4 ? "127.0.0.1" : "::1")
  }

  private static func isOfHost(_ host: ClientAddress) -> Bool {
    host.isLoopback || HostAddresses.current.contains { $0.withOctets { ClientAddress($0) } == host }
  }
}
