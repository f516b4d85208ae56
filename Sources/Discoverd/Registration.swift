internal import Discovery

/// A service's instance to be registered. Go: the arguments of `Client.RegisterWithAttributes`.
public struct Registration: Sendable, Hashable {
  /// The service.
  public let name: String
  /// `host:port`, or `:port` for the address that the server knows.
  public let address: String
  /// What the instance says about itself; `proto` stands for version 2's protocol.
  public let attributes: [String: String]

  /// The longest service name, in octets.
  public static let maximumNameLength = 255

  /// A registration that a server can keep.
  ///
  /// - Throws: ``RegistrationError`` with the rule that is broken.
  public init(name: String, address: String, attributes: [String: String] = [:]) throws(RegistrationError) {
    guard Self.isServiceName(name) else { throw .badName(name) }
    let endpoint = try? Endpoint(address.hasPrefix(":") ? "0.0.0.0" + address : address)
    guard let endpoint, endpoint.port != 0 else { throw .badAddress(address) }
    (self.name, self.address, self.attributes) = (name, address, attributes)
  }

  /// Whether a text can be the name of a service: 1 to 255 octets, no slash, which would lead to other places of the server's
  /// tree.
  public static func isServiceName(_ text: String) -> Bool {
    (1...maximumNameLength).contains(text.utf8.count) && !text.contains("/")
  }
}

/// Why an instance is not registered.
public enum RegistrationError: Error, Equatable, CustomStringConvertible {
  /// The name is empty, too long, or has a slash.
  case badName(String)
  /// The address has no host or no port.
  case badAddress(String)
  /// A text that is not key=value.
  case badAttribute(String)

  /// What was given and expected.
  public var description: String {
    switch self {
    case .badName(let name): "'\(name)': expected a service name of 1 to 255 octets without '/'"
    case .badAttribute(let text): "'\(text)': expected an attribute as key=value"
    case .badAddress(let address): "'\(address)': expected host:port or :port, with a port of 1 to 65535"
    }
  }
}
