import Foundation
import Synchronization

/// A port on loopback that was free a moment ago, for programs whose clients have to know it before they start. On an address
/// of ``ownAddress()`` nobody else takes it meanwhile.
package func freePort(on host: String = "127.0.0.1") throws -> Int {
  let number = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(number) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = unsafe inet_addr(host)
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      unsafe bind(number, pointer, length) == 0 && getsockname(number, pointer, &length) == 0
    }
  }
  guard status else { throw ProgramError("no free port on \(host)") }
  return Int(UInt16(bigEndian: address.sin_port))
}

/// The port that a descriptor of this process is connected to over IPv4; absent where it is no such socket.
package func peerPort(_ descriptor: CInt) -> Int? {
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getpeername(descriptor, $0, &length) }
  }
  guard status == 0, address.sin_family == AF_INET else { return nil }
  return Int(UInt16(bigEndian: address.sin_port))
}

private let addresses = Atomic<UInt32>(0)

/// A loopback address that no other call, and no other process of these tests, has: 127 and 24 bits of process and count.
package func ownAddress() -> String {
  let count = addresses.wrappingAdd(1, ordering: .relaxed).newValue
  let number = (UInt32(getpid()) << 8 | count & 0xFF) & 0xFF_FFFF
  return "127.\(128 | number >> 16 & 0x7F).\(number >> 8 & 0xFF).\(number & 0xFF)"
}
