internal import CDatagram
internal import Glibc
package import NIOCore

/// A bound UDP socket, closed at the end of its life.
package final class UDPSocket: Sendable {
  package let number: CInt

  /// A socket bound to `address`, where others of ours may be bound too.
  package init(_ address: ListenAddress) throws(BindError) {
    let wantsInformation = address.isWildcard
    number = unsafe address.address.withSockAddr { unsafe datagram_open($0, socklen_t($1), wantsInformation) }
    guard number >= 0 else {
      throw BindError(what: "UDP \(address.address.hostAndPort)", setting: address.setting, reason: -number)
    }
  }

  deinit { if number >= 0 { close(number) } }

  /// The port it is bound to.
  package var port: Int { Int(datagram_port(number)) }
}

extension SocketAddress {
  /// `address:port`, IPv6 in brackets.
  package var hostAndPort: String {
    let host = ipAddress ?? "?"
    return host.contains(":") ? "[\(host)]:\(port ?? 0)" : "\(host):\(port ?? 0)"
  }
}
