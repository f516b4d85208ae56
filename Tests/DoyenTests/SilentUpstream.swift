import Foundation
import TestSupport

/// A resolver that answers nothing.
final class SilentUpstream: Sendable {
  private let number: CInt
  let port: Int

  init() throws {
    let number = socket(AF_INET, TestSocket.Kind.udp.rawValue | CInt(SOCK_CLOEXEC.rawValue), 0)
    self.number = number
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(number, address, length) + getsockname(number, address, &length)
      }
    }
    guard status == 0 else { throw ProgramError("no socket") }
    port = Int(address.sin_port.bigEndian)
  }

  deinit { close(number) }
}
