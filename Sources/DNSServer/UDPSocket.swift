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

/// The two ends over which workers hand questions that wait to the asynchronous side: the kernel bounds and keeps them, so
/// that a worker neither locks nor allocates.
final class WaitingPipe: Sendable {
  let workersEnd: CInt
  let waitingEnd: CInt

  init() {
    var ends: [CInt] = [-1, -1]
    let status = unsafe socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    precondition(status == 0, "the system makes no pair of sockets")
    (workersEnd, waitingEnd) = (ends[0], ends[1])
    // Room for as many questions as may wait; without the privilege, as much of it as the system's limit allows.
    var room: CInt = 2 << 20
    let size = socklen_t(MemoryLayout<CInt>.size)
    if unsafe setsockopt(workersEnd, SOL_SOCKET, SO_SNDBUFFORCE, &room, size) != 0 {
      unsafe setsockopt(workersEnd, SOL_SOCKET, SO_SNDBUF, &room, size)
    }
  }

  /// Ends the reading side.
  func finish() { shutdown(workersEnd, CInt(SHUT_RDWR)) }

  deinit {
    close(workersEnd)
    close(waitingEnd)
  }
}
