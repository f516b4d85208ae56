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
    listen.contains { own in
      guard own.address.port == address.port, own.address.protocol == address.protocol else { return false }
      return own.address.ipAddress == address.ipAddress || own.isWildcard && isOfHost(address)
    }
  }

  private func isOfHost(_ address: SocketAddress) -> Bool {
    guard let text = address.ipAddress, let host = ClientAddress(text: text) else { return false }
    return host.isLoopback || HostAddresses.current.contains { $0.withOctets { ClientAddress($0) } == host }
  }
}
