package import DNSWire
internal import HostSystem
package import Responder

/// Who may ask, kept current: the host itself by any of its addresses, which come and go, and the networks that were named.
package final class HostAccess: Sendable {
  /// The list for responders.
  package let list: Published<AccessList>
  private let networks: [Network]?
  private let watch = AddressWatch()

  /// The host as it is now, and `networks`; absent where everybody may ask.
  package init(_ networks: [Network]?) {
    self.networks = networks
    list = Published(AccessList(networks, host: Self.hostNetworks))
  }

  /// Follows the host's addresses until it is cancelled.
  package func run() async {
    await withTaskCancellationHandler {
      for await _ in watch.changes { refresh() }
    } onCancel: {
      watch.stop()
    }
  }

  /// What goes wrong because the system does not tell of the host's addresses; absent where nothing does.
  package var warning: String? {
    guard networks != nil else { return nil }
    if HostAddresses.current.isEmpty {
      return
        "the system does not tell this host's addresses: who asks from one other than loopback has to be named with --allow"
    }
    return watch.isWatching ? nil : "the system does not tell when this host's addresses change: new ones may not ask"
  }

  private func refresh() {
    list.replace(with: AccessList(networks, host: Self.hostNetworks))
  }

  private static var hostNetworks: [Network] {
    HostAddresses.current.map { $0.withOctets { ClientAddress($0) } }.filter { !$0.isLoopback }.compactMap {
      Network($0)
    }
  }
}
