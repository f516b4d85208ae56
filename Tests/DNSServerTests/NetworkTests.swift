import DNSServer
import DNSWire
import HostSystem
import Testing

@Suite("Networks as text")
struct NetworkTests {
  private func address(_ text: String) throws -> ClientAddress { try #require(ClientAddress(text: text)) }

  @Test(
    "a network holds what begins with its bits",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"), ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
      ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.8"), ("::ffff:10.0.0.0/104", "10.1.0.0", "11.0.0.0"),
      ("192.0.2.6/31", "192.0.2.7", "192.0.2.8"), ("0.0.0.0/0", "198.51.100.1", "::2"),
      ("fd00::/8", "fdff::1", "fe00::1"), ("2001:db8::1", "2001:db8::1", "2001:db8::2"),
      ("2001:db8:0:0:8000::/65", "2001:db8::8000:0:0:1", "2001:db8::1"), ("::/0", "fe80::1", "10.0.0.1"),
    ])
  func networks(text: String, inside: String, outside: String) throws {
    let network = try Network(parsing: text)
    #expect(try network.contains(address(inside)) && !network.contains(address(outside)))
  }

  @Test(
    "what is none is refused, and who names an address in a network is told which",
    arguments: [
      ("10.0.3.1/8", "expected a network, found an address in one; is 10.0.0.0/8 meant?"),
      ("fd00::1/8", "expected a network, found an address in one; is fd00::/8 meant?"),
      ("10.0.0.0/33", "expected a prefix of 0 to 32 bits"), ("::/129", "expected a prefix of 0 to 128 bits"),
    ])
  func hostBits(text: String, message: String) throws {
    let error = #expect(throws: NetworkTextError.self) { try Network(parsing: text) }
    #expect(error?.description == message)
  }

  @Test(
    "other text is no network",
    arguments: ["", "/", "10", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/-1", "10.0.0.0/8/8", "a/8", "10.0.0/8", "any "])
  func garbage(text: String) throws {
    let error = #expect(throws: NetworkTextError.self) { try Network(parsing: text) }
    #expect(error == .notANetwork)
  }

  @Test("the host's own addresses have loopback among them")
  func host() {
    #expect(HostAddresses.current.contains([127, 0, 0, 1]))
    #expect(HostAddresses.current.allSatisfy { $0.count == 4 || $0.count == 16 })
  }

  @Test("a watch of the host's addresses ends when it is stopped", .timeLimit(.minutes(5)))
  func watch() async {
    let watch = AddressWatch()
    let waiting = Task { for await _ in watch.changes {} }
    watch.stop()
    await waiting.value
  }
}
