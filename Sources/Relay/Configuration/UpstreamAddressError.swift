/// Why a text does not say where an upstream is.
package enum UpstreamAddressError: Error, Equatable, CustomStringConvertible {
  case empty
  /// No IPv4 or IPv6 address.
  case notAnAddress(String)
  /// An IPv6 address with a scope that is no network interface of this host.
  case unknownScope(String)
  /// A link-local IPv6 address without a scope: there is one such network at each interface (RFC 4007 section 4).
  case noScope(String)
  /// Something other than a port behind the address.
  case notAPort(String)
  /// A scheme other than `tls`.
  case unknownScheme(String)
  /// A server's name, which only TLS has a use for.
  case nameWithoutTLS(String)
  /// No name that a certificate can have.
  case notAServerName(String)

  /// What was expected, for the person who wrote it.
  package var description: String {
    switch self {
    case .empty: "expected an IP address, such as 9.9.9.9"
    case .notAnAddress(let text):
      "expected an IP address, perhaps with a port, such as 9.9.9.9, 9.9.9.9:53 or [2620:fe::fe]:53, found '\(text)'"
    case .unknownScope(let text):
      "expected an IPv6 address and a network interface of this host behind its '%', found '\(text)'"
    case .noScope(let text):
      "expected '%' and a network interface behind a link-local address, such as fe80::1%eth0, found '\(text)'"
    case .notAPort(let text): "expected a colon and a port of 1 to 65535 behind the address, found '\(text)'"
    case .unknownScheme(let text): "expected an address alone, or with tls:// in front, found '\(text)'"
    case .nameWithoutTLS(let text): "expected tls:// in front where a server's name follows, found '\(text)'"
    case .notAServerName(let text): "expected a host name behind '#', such as dns.quad9.net, found '\(text)'"
    }
  }
}
