internal import DNSWire
internal import NIOCore

extension Upstream: CustomStringConvertible {
  /// An upstream from its text: `ADDR`, `ADDR:PORT`, `[IPV6]:PORT`, or `tls://` and one of these and perhaps `#NAME`, the name in the
  /// upstream's certificate. An IPv6 address may have a scope, such as `fe80::1%eth0`.
  ///
  /// - Throws: ``UpstreamAddressError`` that says what was expected.
  package init(parsing text: String) throws(UpstreamAddressError) {
    guard !text.isEmpty else { throw .empty }
    guard let scheme = text.firstRange(of: "://") else {
      guard !text.contains("#") else { throw .nameWithoutTLS(text) }
      self.init(address: try Self.address(text[...], of: .plain), transport: .plain)
      return
    }
    guard text[..<scheme.lowerBound].lowercased() == "tls" else { throw .unknownScheme(text) }
    let parts = text[scheme.upperBound...].split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let transport = Transport.tls(serverName: parts.count > 1 ? try Self.serverName(parts[1]) : nil)
    self.init(address: try Self.address(parts[0], of: transport), transport: transport)
  }

  private static func address(
    _ text: Substring, of transport: Transport
  ) throws(UpstreamAddressError) -> SocketAddress {
    let (host, suffix) = try parted(text)
    let port = suffix.isEmpty ? defaultPort(of: transport) : try port(suffix)
    guard let address = try? SocketAddress(ipAddress: String(host), port: port) else {
      throw host.contains("%") ? .unknownScope(String(host)) : .notAnAddress(String(host))
    }
    guard !address.isLinkLocalIPv6 || host.contains("%") else { throw .noScope(String(host)) }
    return address.reachable
  }

  /// The address and what follows it: nothing, or a colon and a port.
  private static func parted(_ text: Substring) throws(UpstreamAddressError) -> (host: Substring, suffix: Substring) {
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]"), text.contains(":") else { throw .notAnAddress(String(text)) }
      let host = text[..<close].dropFirst()
      guard host.contains(":") else { throw .notAnAddress(String(text)) }
      return (host, text[close...].dropFirst())
    }
    guard let colon = text.firstIndex(of: ":"), text[colon...].dropFirst().firstIndex(of: ":") == nil else {
      return (text, "")
    }
    return (text[..<colon], text[colon...])
  }

  private static func port(_ suffix: Substring) throws(UpstreamAddressError) -> Int {
    let digits = suffix.dropFirst()
    guard suffix.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
      port > 0
    else { throw .notAPort(String(suffix)) }
    return Int(port)
  }

  /// A name that a certificate can have: labels of letters, digits and dashes, RFC 6125 section 6.4. The last one is no number, so that
  /// an address is none (RFC 1123 section 2.1).
  private static func serverName(_ text: Substring) throws(UpstreamAddressError) -> String {
    let name = text.hasSuffix(".") ? text.dropLast() : text
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0.isLetterOrDigit }
    }
    let isNumber = labels.last?.utf8.allSatisfy { (0x30...0x39).contains($0) } ?? true
    guard isName, !isNumber, name.utf8.count <= 253 else { throw .notAServerName(String(text)) }
    return String(name)
  }

  /// The upstream as it is written in full, its port always named.
  package var description: String {
    let host = address.ipAddress ?? ""
    let port = address.port ?? 0
    let place = address.protocol == .inet6 ? "[\(host)\(address.scope)]:\(port)" : "\(host):\(port)"
    guard case .tls(let name) = transport else { return place }
    return "tls://\(place)" + (name.map { "#\($0)" } ?? "")
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(asciiLowercased)
  }
}
