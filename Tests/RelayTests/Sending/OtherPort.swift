import Glibc
import NIOCore

/// Somebody else on this host.
enum OtherPort {
  /// Sends a datagram from a port of its own.
  static func send(_ octets: [UInt8], to address: SocketAddress) {
    let number = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
    defer { close(number) }
    unsafe address.withSockAddr { pointer, length in
      _ = unsafe sendto(number, octets, octets.count, 0, pointer, socklen_t(length))
    }
  }
}
