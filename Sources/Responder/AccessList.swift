package import DNSWire

/// Who may ask: the host itself, and the networks that were named.
package struct AccessList: Sendable, Equatable {
  /// Whether everybody may.
  private let isOpen: Bool
  private let networks: [Network]
  /// The host's own addresses other than loopback.
  private let host: [Network]

  /// Everybody may ask.
  package static let everyone = AccessList(nil, host: [])

  /// Who asks, as far as that is known.
  enum Party: Equatable, Sendable { case host, named, other }

  /// Loopback addresses, those of the `host`, and these networks; absent where everybody may ask.
  package init(_ networks: [Network]?, host: [Network] = []) {
    (isOpen, self.networks, self.host) = (networks == nil, networks ?? [], host)
  }

  /// Whether a client may ask; one whose address is not known may where everybody may.
  func allows(_ client: ClientAddress) -> Bool { isOpen || party(of: client) != .other }

  /// Who a client is.
  func party(of client: ClientAddress) -> Party {
    if client.isLoopback { return .host }
    let client = client.unmapped
    if client.isLoopback { return .host }
    for network in host where network.contains(client) { return .host }
    for network in networks where network.contains(client) { return .named }
    return .other
  }
}
