package import DNSWire

/// Who may ask: the host itself, and the networks that were named.
package struct AccessList: Sendable, Equatable {
  /// Whether everybody may.
  private let isOpen: Bool
  private let networks: [Network]

  /// Everybody may ask.
  package static let everyone = AccessList([], isOpen: true)

  /// Loopback addresses and these networks.
  package init(_ networks: [Network]) { self.init(networks, isOpen: false) }

  private init(_ networks: [Network], isOpen: Bool) { (self.networks, self.isOpen) = (networks, isOpen) }

  /// Whether a client may ask; one whose address is not known may where everybody may.
  func allows(_ client: ClientAddress) -> Bool {
    if isOpen || client.isLoopback { return true }
    let client = client.unmapped
    for network in networks where network.contains(client) { return true }
    return client.isLoopback
  }
}
