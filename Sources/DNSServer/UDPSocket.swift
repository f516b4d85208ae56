internal import CDatagram
internal import Glibc
internal import HostSystem
package import NIOCore

/// A bound UDP socket, closed at the end of its life.
package final class UDPSocket: Sendable {
  package let number: CInt
  /// Whether the service manager has it, too, so that it must not be shut down.
  var isShared: Bool { bell != nil }
  /// Wakes all who wait for a shared socket; absent where it is ours alone.
  let bell: Bell?

  /// A socket bound to `address`, where others of ours may be bound too.
  package init(_ address: ListenAddress) throws(BindError) {
    bell = nil
    let wantsInformation = address.isWildcard
    number = unsafe address.address.withSockAddr { unsafe datagram_open($0, socklen_t($1), wantsInformation) }
    guard number >= 0 else {
      throw BindError(what: "UDP \(address.address.hostAndPort)", setting: address.setting, reason: -number)
    }
  }

  /// A socket that was passed for `address`.
  init(_ passed: PassedSocket, for address: ListenAddress) throws(BindError) {
    (number, bell) = (passed.number, Bell())
    bell?.listen()
    let reason = datagram_adopt(number, address.isWildcard)
    guard reason == 0 else {
      throw BindError(what: "UDP \(address.address.hostAndPort)", setting: address.setting, reason: -reason)
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
