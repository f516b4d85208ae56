import Glibc
import Testing

@testable import HostSystem

@Suite("Where a service manager listens")
struct NotifySocketTests {
  @Test(
    "is a path or an abstract name, and not longer than such may be",
    arguments: ["", "/", "@", "relative", "vsock:2:1234", "/" + String(repeating: "x", count: 107)])
  func refused(text: String) {
    #expect(NotifySocket.address(text) == nil)
  }

  @Test(
    "an abstract name begins with a zero octet, a path does not", arguments: [("/run/n", UInt8(0x2F)), ("@run/n", 0)])
  func firstOctet(text: String, expected: UInt8) throws {
    let address = try #require(NotifySocket.address(text))
    #expect(UInt8(bitPattern: address.sun_path.0) == expected)
    #expect(UInt8(bitPattern: address.sun_path.1) == UInt8(ascii: "r"))
  }

  @Test("where nobody listens, nothing is said")
  func nobody() {
    #expect(NotifySocket("@nobody-listens-here-\(getpid())") == nil)
    #expect(ServiceManager(variables: ["NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "1"]).watchdogTimeout == nil)
  }
}
