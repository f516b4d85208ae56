import Glibc
import TestSupport

/// A datagram socket to a port of 127.0.0.1 that never waits unless it is told to; closed at the end of its life.
struct LoadSocket: ~Copyable {
  private let number: CInt

  /// Answers that wait to be read while the load's thread does not run.
  private static let buffer: CInt = 4 << 20

  init(port: UInt16) throws {
    number = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
    var (address, buffer) = (sockaddr_in(), Self.buffer)
    unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<CInt>.size))
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw ProgramError("no socket to port \(port)") }
  }

  deinit { close(number) }

  func send(_ octets: [UInt8]) { _ = unsafe Glibc.send(number, octets, octets.count, CInt(MSG_DONTWAIT)) }

  /// What has come; absent where nothing has.
  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 2048)
    let count = unsafe recv(number, &buffer, buffer.count, CInt(MSG_DONTWAIT))
    return count < 0 ? nil : Array(buffer.prefix(count))
  }

  /// Waits until something comes, or the time is over.
  func wait(milliseconds: Int) {
    var descriptor = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&descriptor, 1, CInt(milliseconds))
  }
}
