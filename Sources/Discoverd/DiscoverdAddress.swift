internal import Discovery

/// Where a discoverd listens.
public struct DiscoverdAddress: Sendable, Hashable, CustomStringConvertible {
  /// An IP address or a host name.
  public let host: String
  /// The port.
  public let port: Int

  /// The port where none is named.
  public static let defaultPort = 1111

  /// An address from `host`, `host:port`, `tcp://host:port` or `http://host:port`.
  ///
  /// - Throws: ``DiscoverdAddressError``.
  public init(_ text: String) throws(DiscoverdAddressError) {
    var rest = text[...]
    for scheme in ["tcp://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard !rest.isEmpty, let endpoint = try? Endpoint(String(rest)) else { throw DiscoverdAddressError(text: text) }
    host = endpoint.address.description
    port = endpoint.port == 0 ? Self.defaultPort : Int(endpoint.port)
  }

  /// The addresses of a list separated by commas: peers of one cluster.
  ///
  /// - Throws: ``DiscoverdAddressError`` for the first that is none, or an empty list.
  public static func list(_ text: String) throws(DiscoverdAddressError) -> [DiscoverdAddress] {
    var addresses: [DiscoverdAddress] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let start = part.drop { $0.isWhitespace }
      addresses.append(try DiscoverdAddress(String(start.prefix { !$0.isWhitespace })))
      guard start.drop(while: { !$0.isWhitespace }).allSatisfy(\.isWhitespace) else {
        throw DiscoverdAddressError(text: String(part))
      }
    }
    return addresses
  }

  /// `host:port`, IPv6 in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A text that is no address of a discoverd.
public struct DiscoverdAddressError: Error, Equatable, CustomStringConvertible {
  /// What was given.
  public let text: String

  /// What was given and expected.
  public var description: String { "'\(text)': expected host:port, tcp://host:port or http://host:port" }
}
