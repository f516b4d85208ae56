internal import Glibc

/// A bound socket of a service manager's, which keeps it, too: it must never be shut down, only closed.
package struct PassedSocket: Sendable, Equatable {
  /// Its file descriptor.
  package let number: CInt
  /// What the manager calls it.
  package let name: String
  package let kind: ClientSocket.Kind
  /// Its IP address.
  package let host: String
  package let port: UInt16

  /// Looks at a socket.
  ///
  /// - Throws: ``PassedSocketError``.
  init(_ number: CInt, name: String) throws(PassedSocketError) {
    (self.number, self.name) = (number, name)
    guard let type = Self.option(SOL_SOCKET, SO_TYPE, of: number) else {
      throw PassedSocketError(name: name, reason: .notASocket(errno))
    }
    let listens = Self.option(SOL_SOCKET, SO_ACCEPTCONN, of: number) == 1
    kind = type == CInt(SOCK_STREAM.rawValue) ? .stream : .datagram
    guard let place = Self.place(of: number), listens == (kind == .stream),
      type == CInt(SOCK_STREAM.rawValue) || type == CInt(SOCK_DGRAM.rawValue)
    else { throw PassedSocketError(name: name, reason: .wrongKind) }
    (host, port) = place
    if host == "::", Self.option(CInt(IPPROTO_IPV6), IPV6_V6ONLY, of: number) == 0 {
      throw PassedSocketError(name: name, reason: .bothFamilies)
    }
  }

  /// `address:port`, IPv6 in brackets.
  package var hostAndPort: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  private static func option(_ level: CInt, _ name: CInt, of number: CInt) -> CInt? {
    var (value, length) = (CInt(0), socklen_t(MemoryLayout<CInt>.size))
    return unsafe getsockopt(number, level, name, &value, &length) == 0 ? value : nil
  }

  /// The IP address and port that it is bound to; absent where it is of another family.
  private static func place(of number: CInt) -> (String, UInt16)? {
    var (address, length) = (sockaddr_in6(), socklen_t(MemoryLayout<sockaddr_in6>.size))
    // An IPv4 address is shorter, and has its port at the same place.
    return unsafe withUnsafeMutablePointer(to: &address) { pointer in
      let start = UnsafeMutableRawPointer(pointer)
      guard unsafe getsockname(number, start.assumingMemoryBound(to: sockaddr.self), &length) == 0 else { return nil }
      let family = unsafe CInt(pointer.pointee.sin6_family)
      guard family == AF_INET || family == AF_INET6 else { return nil }
      let octets = unsafe start + (family == AF_INET ? 4 : 8)  // sin_addr, sin6_addr
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      guard unsafe inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return nil }
      let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return unsafe (host, UInt16(bigEndian: pointer.pointee.sin6_port))
    }
  }
}
