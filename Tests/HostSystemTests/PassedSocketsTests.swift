import Foundation
import Testing

@testable import HostSystem

@Suite("Sockets that a service manager has bound")
struct PassedSocketsTests {
  /// A socket that a test makes; closed by it.
  private func bound(_ type: __socket_type, listening: Bool = false) -> CInt {
    let number = socket(AF_INET, CInt(type.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    unsafe withUnsafePointer(to: &address) { address in
      _ = unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if listening { _ = listen(number, 1) }
    return number
  }

  @Test("are known by kind, address and port")
  func kinds() throws {
    let numbers = [bound(SOCK_DGRAM), bound(SOCK_STREAM, listening: true)]
    defer { for number in numbers { close(number) } }
    let sockets = try numbers.map { try PassedSocket($0, name: "dns") }
    #expect(sockets.map(\.kind) == [.datagram, .stream])
    #expect(sockets.allSatisfy { $0.host == "127.0.0.1" && $0.port > 0 })
    #expect(sockets[0].hostAndPort == "127.0.0.1:\(sockets[0].port)")
  }

  @Test("of TCP have to listen")
  func silent() {
    let number = bound(SOCK_STREAM)
    defer { close(number) }
    #expect(throws: PassedSocketError(name: "dns", reason: .wrongKind)) { try PassedSocket(number, name: "dns") }
  }

  @Test("are of the internet")
  func local() {
    let number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
    defer { close(number) }
    #expect(throws: PassedSocketError(name: "dns", reason: .wrongKind)) { try PassedSocket(number, name: "dns") }
  }

  @Test("of all IPv6 addresses must not take IPv4 as well")
  func bothFamilies() {
    let number = socket(AF_INET6, CInt(SOCK_DGRAM.rawValue), 0)
    defer { close(number) }
    #expect(throws: PassedSocketError(name: "dns", reason: .bothFamilies)) { try PassedSocket(number, name: "dns") }
  }

  @Test("are sockets")
  func file() {
    let number = unsafe open("/dev/null", O_RDONLY)
    defer { close(number) }
    #expect(throws: PassedSocketError(name: "dns", reason: .notASocket(ENOTSOCK))) {
      try PassedSocket(number, name: "dns")
    }
  }

  @Test("leave no variables to programs that are started later")
  func variables() async {
    // In a process of its own: where variables are written, no other thread may read any.
    await #expect(processExitsWith: .success) { try takeVariables() }
  }
}

private func takeVariables() throws {
  for name in PassedVariables.all { unsafe setenv(name, "0", 1) }
  let sockets = try PassedSockets.taken(["LISTEN_PID": "1", "LISTEN_FDS": "1"])
  #expect(sockets.all.isEmpty)
  for name in PassedVariables.all {
    let value = unsafe getenv(name).map { unsafe String(cString: $0) }
    #expect(value == nil)
  }
}
