internal import Glibc

/// A socket of a program that asks and waits for its answer, within a time; closed at the end of its life.
package struct ClientSocket: ~Copyable {
  private let number: CInt

  /// The two kinds of sockets.
  package enum Kind: Sendable { case datagram, stream }

  /// Connects to an IP address.
  ///
  /// - Parameters:
  ///   - kind: which socket.
  ///   - host: an IPv4 or IPv6 address, the latter with its scope if need be, such as `fe80::1%eth0`.
  ///   - port: the port.
  ///   - timeout: seconds that connecting, sending and receiving may take, each.
  /// - Throws: ``SocketError``.
  package init(_ kind: Kind, to host: String, port: UInt16, timeout: Int) throws(SocketError) {
    let isIPv6 = host.contains(":")
    let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
    number = socket(isIPv6 ? AF_INET6 : AF_INET, CInt(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw SocketError(number: errno) }
    var time = timeval(tv_sec: timeout, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &time, length)
    unsafe setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &time, length)
    guard isIPv6 ? connect(ipv6: host, port) : connect(ipv4: host, port) else { throw SocketError(number: errno) }
  }

  deinit { close(number) }

  /// Sends all octets.
  package func send(_ octets: [UInt8]) throws(SocketError) {
    guard unsafe Glibc.send(number, octets, octets.count, CInt(MSG_NOSIGNAL)) == octets.count else {
      throw SocketError(number: errno)
    }
  }

  /// What comes next, at most `count` octets; empty at the end.
  package func receive(atMost count: Int) throws(SocketError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    let received = unsafe recv(number, &buffer, count, 0)
    guard received >= 0 else { throw SocketError(number: errno) }
    return Array(buffer.prefix(received))
  }

  private func connect(ipv4 host: String, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return refuse() }
    return unsafe connect(&address, socklen_t(MemoryLayout<sockaddr_in>.size))
  }

  private func connect(ipv6 host: String, _ port: UInt16) -> Bool {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    let parts = host.split(separator: "%", maxSplits: 1).map(String.init)
    guard unsafe inet_pton(AF_INET6, parts.first ?? "", &address.sin6_addr) == 1 else { return refuse() }
    if parts.count == 2 { unsafe address.sin6_scope_id = UInt32(parts[1]) ?? if_nametoindex(parts[1]) }
    return unsafe connect(&address, socklen_t(MemoryLayout<sockaddr_in6>.size))
  }

  /// What is no address can't be connected to.
  private func refuse() -> Bool {
    errno = EINVAL
    return false
  }

  private func connect(_ address: UnsafeRawPointer, _ length: socklen_t) -> Bool {
    unsafe Glibc.connect(number, address.assumingMemoryBound(to: sockaddr.self), length) == 0
  }
}

/// Why a socket does not do what it should.
package struct SocketError: Error, Equatable, CustomStringConvertible {
  /// The system's number.
  package let number: CInt

  /// Whether the time was up.
  package var isTimeout: Bool { number == EAGAIN || number == EINPROGRESS }

  /// The system's words.
  package var description: String { systemMessage(number) }
}
