internal import Glibc

/// The socket at which a service manager listens, connected; closed at the end of its life.
final class NotifySocket: Sendable {
  private let number: CInt

  /// Seconds that a message may take: a manager whose queue is full must not hold the program up.
  private static let patience = 1

  /// Connects to a path, or to an abstract name behind `@`; absent where nobody listens there.
  init?(_ text: String) {
    guard var address = Self.address(text) else { return nil }
    number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    // An abstract name ends with the address's length, a path with a zero octet.
    let length = socklen_t(MemoryLayout<sa_family_t>.size + text.utf8.count + (text.hasPrefix("@") ? 0 : 1))
    let status = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(number, $0, length) }
    }
    guard status == 0 else { return nil }
    var time = timeval(tv_sec: Self.patience, tv_usec: 0)
    unsafe setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { if number >= 0 { close(number) } }

  /// Sends a message, or gives it up.
  func send(_ message: String) {
    let octets = Array(message.utf8)
    while unsafe Glibc.send(number, octets, octets.count, CInt(MSG_NOSIGNAL)) < 0 && errno == EINTR {}
  }

  /// An address of the family unix; absent where the text is none of the two kinds, or too long for one.
  static func address(_ text: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard text.hasPrefix("/") || text.hasPrefix("@"), (2...room).contains(text.utf8.count) else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
      unsafe path.copyBytes(from: text.utf8)
      if text.hasPrefix("@") { unsafe path[0] = 0 }
    }
    return address
  }
}
