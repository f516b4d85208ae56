internal import Discovery

/// Where a Consul agent is asked: what `CONSUL_HTTP_ADDR` may say. Go: `api.Config.Address` and `Scheme`.
public struct ConsulAddress: Sendable, Hashable, CustomStringConvertible {
  /// How the agent is reached.
  public enum Place: Sendable, Hashable {
    /// An IP address or host name, and a port.
    case host(String, port: Int)
    /// The path of a unix socket.
    case socket(path: String)
  }

  /// Host or socket.
  public let place: Place
  /// Whether the connection is encrypted.
  public var isSecure: Bool

  /// The port of an agent where none is said.
  public static let defaultPort = 8500
  /// The agent of this host.
  public static let local = ConsulAddress(.host("127.0.0.1", port: defaultPort), isSecure: false)

  /// An address of its parts.
  public init(_ place: Place, isSecure: Bool) { (self.place, self.isSecure) = (place, isSecure) }

  /// An address from `host:port`, `http://host:port`, `https://host:port` or `unix:///path`; IPv6 in brackets.
  ///
  /// - Throws: ``ConsulSettingsError/address(_:)`` where it is none of these.
  public init(_ text: String) throws(ConsulSettingsError) {
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    let scheme = parts.count == 2 ? parts[0].lowercased() : "http"
    let rest = String(parts[parts.count - 1])
    switch scheme {
    case "unix" where rest.hasPrefix("/") && !rest.utf8.contains(0): self.init(.socket(path: rest), isSecure: false)
    case "http", "https":
      guard let place = Self.host(rest.hasSuffix("/") ? String(rest.dropLast()) : rest) else { throw .address(text) }
      self.init(place, isSecure: scheme == "https")
    default: throw .address(text)
    }
  }

  private static func host(_ text: String) -> Place? {
    let isBracketed = text.hasPrefix("[")
    let end = text.firstIndex(of: isBracketed ? "]" : ":") ?? text.endIndex
    guard !isBracketed || end != text.endIndex else { return nil }
    let host = isBracketed ? text[..<end].dropFirst() : text[..<end]
    guard let address = try? Address(String(host)), isBracketed == host.contains(":"),
      let port = port(isBracketed ? text[end...].dropFirst() : text[end...])
    else { return nil }
    return .host(address.description, port: port)
  }

  private static func port(_ suffix: Substring) -> Int? {
    guard !suffix.isEmpty else { return defaultPort }
    guard suffix.first == ":", suffix.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt16(suffix.dropFirst()).flatMap { $0 > 0 ? Int($0) : nil }
  }

  /// The address as a URL without path.
  public var description: String {
    switch place {
    case .socket(let path): "unix://\(path)"
    case .host(let host, let port):
      "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
  }
}
