import DNSWire
import NIOCore
import Relay
import Testing

@Suite("Where upstreams are")
struct UpstreamTests {
  @Test(
    "what is written, and how it is written in full",
    arguments: [
      ("9.9.9.9", "9.9.9.9:53"), ("9.9.9.9:53", "9.9.9.9:53"), ("9.9.9.9:5353", "9.9.9.9:5353"),
      ("2620:fe::fe", "[2620:fe::fe]:53"), ("[2620:fe::fe]", "[2620:fe::fe]:53"),
      ("[2620:fe:0::fe]:53", "[2620:fe::fe]:53"), ("::1", "[::1]:53"), ("fe80::1%lo", "[fe80::1%lo]:53"),
      ("[fe80::1%lo]:54", "[fe80::1%lo]:54"), ("fe80::1%4000000000", "[fe80::1%4000000000]:53"),
      ("tls://9.9.9.9", "tls://9.9.9.9:853"), ("TLS://9.9.9.9:853", "tls://9.9.9.9:853"),
      ("tls://9.9.9.9#dns.quad9.net", "tls://9.9.9.9:853#dns.quad9.net"),
      ("tls://[2620:fe::fe]:8853#dns.quad9.net.", "tls://[2620:fe::fe]:8853#dns.quad9.net"),
      ("0.0.0.0", "127.0.0.1:53"), ("[::]:54", "[::1]:54"), ("::ffff:9.9.9.9", "9.9.9.9:53"),
      ("[::ffff:0.0.0.0]:54", "127.0.0.1:54"), ("tls://9.9.9.9#9a", "tls://9.9.9.9:853#9a"),
      ("tls://fe80::1%lo#a", "tls://[fe80::1%lo]:853#a"),
    ])
  func parsing(text: String, full: String) throws {
    let upstream = try Upstream(parsing: text)
    #expect(upstream.description == full)
    #expect(try Upstream(parsing: full) == upstream)
  }

  @Test("the parts of what is written")
  func parts() throws {
    let plain = try Upstream(parsing: "9.9.9.9")
    #expect(plain.address == (try SocketAddress(ipAddress: "9.9.9.9", port: 53)) && plain.transport == .plain)
    #expect(try Upstream(parsing: "tls://9.9.9.9").transport == .tls(serverName: nil))
    #expect(try Upstream(parsing: "tls://9.9.9.9#a.b").transport == .tls(serverName: "a.b"))
    #expect(try Upstream(parsing: "fe80::1%lo") != Upstream(parsing: "fe80::1%4000000000"))
  }

  @Test(
    "what is refused",
    arguments: [
      ("", .empty), ("dns.google", .notAnAddress("dns.google")), ("9.9.9", .notAnAddress("9.9.9")),
      (" 9.9.9.9", .notAnAddress(" 9.9.9.9")), ("[9.9.9.9]:53", .notAnAddress("[9.9.9.9]:53")),
      ("[::1", .notAnAddress("[::1")), ("[", .notAnAddress("[")), ("]:53", .notAnAddress("]")),
      ("::g", .notAnAddress("::g")), (":53", .notAnAddress("")), ("tls://", .notAnAddress("")),
      ("fe80::1%nowhere0", .unknownScope("fe80::1%nowhere0")), ("fe80::1%", .unknownScope("fe80::1%")),
      ("[fe80::1]:53", .noScope("fe80::1")),
      ("9.9.9.9:", .notAPort(":")), ("9.9.9.9:0", .notAPort(":0")), ("9.9.9.9:65536", .notAPort(":65536")),
      ("9.9.9.9:+5", .notAPort(":+5")), ("[::1]53", .notAPort("53")), ("[::1]:dns", .notAPort(":dns")),
      ("https://9.9.9.9", .unknownScheme("https://9.9.9.9")), ("9.9.9.9#a", .nameWithoutTLS("9.9.9.9#a")),
      ("tls://9.9.9.9#", .notAServerName("")), ("tls://9.9.9.9#a..b", .notAServerName("a..b")),
      ("tls://9.9.9.9#9.9.9.9", .notAServerName("9.9.9.9")), ("tls://9.9.9.9#9.9.9.9.", .notAServerName("9.9.9.9.")),
      ("tls://9.9.9.9#a b", .notAServerName("a b")),
    ] as [(String, UpstreamAddressError)])
  func refused(text: String, error: UpstreamAddressError) {
    #expect(throws: error) { try Upstream(parsing: text) }
    #expect(error.description.hasPrefix("expected "))
  }

  @Test(
    "what the Internet does not route",
    arguments: [
      "127.0.0.53", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.253", "100.64.0.1",
      "100.127.255.255", "::1", "fe80::1%lo", "febf::1%lo", "fc00::1", "fd12::1", "::ffff:10.0.0.1", "0.0.0.0", "::",
    ])
  func isPrivate(text: String) throws { #expect(try Upstream(parsing: text).isPrivate) }

  @Test(
    "what it routes",
    arguments: [
      "9.9.9.9", "11.0.0.1", "126.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.1.1", "169.253.1.1",
      "100.63.255.255",
      "100.128.0.1", "2620:fe::fe", "fec0::1", "fe00::1", "::2", "::ffff:9.9.9.9",
    ])
  func isPublic(text: String) throws { #expect(try !Upstream(parsing: text).isPrivate) }
}
