import Testing

@testable import Relay

@Suite("Names of certificates")
struct CertificateNameTests {
  @Test(
    "are compared without regard to case, and one label may be anything",
    arguments: [
      ("dns.example", "dns.example", true), ("DNS.example", "dns.EXAMPLE.", true), ("*.example", "dns.example", true),
      ("*.example", "a.dns.example", false), ("*.example", "example", false), ("*.example", ".example", false),
      ("dns.example", "dns.example.net", false), ("*", "dns", false), ("", "dns.example", false),
    ])
  func compared(certified: String, name: String, isEqual: Bool) {
    #expect(CertificateName.matches(Array(certified.utf8), Array(name.utf8)) == isEqual)
  }
}
