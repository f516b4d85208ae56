package import DNSWire

/// A domain with upstreams of its own, such as `corp.example=10.0.0.1,10.0.0.2`.
package struct ForwardZone: Sendable, Equatable {
  package let domain: Name
  /// At least one.
  package let upstreams: [Upstream]

  /// A zone from its text, `DOMAIN=ADDR[,ADDR…]`; each address as in ``Upstream/init(parsing:)``.
  ///
  /// - Throws: ``ForwardZoneError`` that says what was expected.
  package init(parsing text: String) throws(ForwardZoneError) {
    guard let equals = text.firstIndex(of: "=") else { throw .noAddress(text) }
    let addresses = text[equals...].dropFirst()
    guard !addresses.isEmpty else { throw .noAddress(text) }
    domain = try Self.domain(String(text[..<equals]))
    upstreams = try Self.upstreams(addresses)
  }

  private static func domain(_ text: String) throws(ForwardZoneError) -> Name {
    guard text != "." else { throw .root }
    guard !text.isEmpty, let name = try? Name(text) else { throw .notADomain(text) }
    return name
  }

  private static func upstreams(_ text: Substring) throws(ForwardZoneError) -> [Upstream] {
    var upstreams: [Upstream] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      do throws(UpstreamAddressError) {
        upstreams.append(try Upstream(parsing: String(part)))
      } catch {
        throw .badUpstream(error)
      }
    }
    return upstreams
  }
}

/// Why a text does not name a domain and its upstreams.
package enum ForwardZoneError: Error, Equatable, CustomStringConvertible {
  /// Nothing behind the domain.
  case noAddress(String)
  /// No domain name.
  case notADomain(String)
  /// The root: all names.
  case root
  /// One of the addresses.
  case badUpstream(UpstreamAddressError)

  /// What was expected, for the person who wrote it.
  package var description: String {
    switch self {
    case .noAddress(let text): "expected a domain, '=' and an address, such as corp.example=10.0.0.1, found '\(text)'"
    case .notADomain(let text): "expected a domain name in front of '=', such as corp.example, found '\(text)'"
    case .root: "expected a domain other than '.': the upstreams of all names are set with --forward"
    case .badUpstream(let error): error.description
    }
  }
}
