internal import DNSWire
internal import Glibc
internal import HostSystem
package import NIOCore

/// An address to listen on, and where it was configured.
package struct ListenAddress: Sendable {
  package let address: SocketAddress
  /// The setting it came from, such as `--listen 127.0.0.1:53`, for messages.
  package let setting: String

  package init(_ address: SocketAddress, setting: String) {
    self.address = address
    self.setting = setting
  }

  /// Whether it stands for all addresses of the host; an answer then has to say which it comes from.
  package var isWildcard: Bool { ["0.0.0.0", "::"].contains(address.ipAddress) }

  /// Whether only this host reaches it.
  package var isLoopback: Bool { address.ipAddress.flatMap { ClientAddress(text: $0) }?.isLoopback == true }

  func with(port: Int) -> ListenAddress {
    var address = address
    address.port = port
    return ListenAddress(address, setting: setting)
  }
}

/// Why an address can't be listened on.
package struct BindError: Error, CustomStringConvertible {
  /// What was to be bound, such as `UDP 127.0.0.1:53`.
  package let what: String
  /// The setting it came from.
  package let setting: String
  /// The system's reason.
  package let reason: CInt

  package var description: String { "\(setting): \(what): \(systemMessage(reason))" }
}
