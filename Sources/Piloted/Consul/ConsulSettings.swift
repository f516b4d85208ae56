internal import LocalFiles

/// How a Consul agent is asked. Go: `api.Config`.
public struct ConsulSettings: Sendable, Equatable {
  /// Where the agent is.
  public var address: ConsulAddress
  /// The token to ask with; without one the agent's own acts.
  public var token: String?
  /// User and password for a proxy in front, `user:password`.
  public var credentials: String?
  /// How an encrypted connection is made.
  public var tls: ConsulTLS

  /// Settings of their parts; the agent of this host without any.
  public init(
    address: ConsulAddress = .local, token: String? = nil, credentials: String? = nil, tls: ConsulTLS = ConsulTLS()
  ) {
    (self.address, self.token, self.credentials, self.tls) = (address, token, credentials, tls)
  }

  /// Settings as the variables of Consul's own tools say them, behind an address that is said in another way. Go:
  /// `api.DefaultConfig`.
  ///
  /// - Parameters:
  ///   - address: where the agent is, in the place of `CONSUL_HTTP_ADDR`.
  ///   - variables: the environment.
  /// - Throws: ``ConsulSettingsError`` with the variable and what was expected.
  public init(address: String? = nil, variables: [String: String]) throws(ConsulSettingsError) {
    let text = address ?? variables.value("CONSUL_HTTP_ADDR")
    self.init(address: try text.map { text throws(ConsulSettingsError) in try ConsulAddress(text) } ?? .local)
    try take(variables)
  }

  /// Takes over what variables say: they are above what a file says.
  mutating func take(_ variables: [String: String]) throws(ConsulSettingsError) {
    token = try Self.token(variables) ?? token
    credentials = try variables.line("CONSUL_HTTP_AUTH") ?? credentials
    if try variables.flag("CONSUL_HTTP_SSL") == true, case .host = address.place { address.isSecure = true }
    try tls.take(variables)
  }

  /// The token; one in a file goes before one in a variable.
  private static func token(_ variables: [String: String]) throws(ConsulSettingsError) -> String? {
    guard let path = variables.value("CONSUL_HTTP_TOKEN_FILE") else { return try variables.line("CONSUL_HTTP_TOKEN") }
    let octets: [UInt8]
    do throws(FileError) { octets = try LocalFile.read(path, limit: maximumTokenLength) } catch {
      throw .variable("CONSUL_HTTP_TOKEN_FILE", "\(path): \(error.reason)")
    }
    // The space around it goes: an editor ends a file with a new line.
    guard let end = octets.lastIndex(where: { $0 > 0x20 }) else { return try variables.line("CONSUL_HTTP_TOKEN") }
    let text = String(decoding: octets[...end].drop { $0 <= 0x20 }, as: UTF8.self)
    return try ["CONSUL_HTTP_TOKEN_FILE": text].line("CONSUL_HTTP_TOKEN_FILE")
  }

  /// Octets of the largest file with a token: tokens have 36.
  private static let maximumTokenLength = 64 << 10
}

/// How an encrypted connection to an agent is made. Go: `api.TLSConfig`.
public struct ConsulTLS: Sendable, Equatable {
  /// A PEM file with the certificates of authorities; without one, and without a folder, the system's.
  public var authoritiesFile: String?
  /// A folder of such files.
  public var authoritiesFolder: String?
  /// A PEM file with the client's certificate; together with a key.
  public var certificate: String?
  /// A PEM file with its key.
  public var key: String?
  /// The name to verify the server by, where it is not the address's; a certificate for the very IP address counts, too.
  public var serverName: String?
  /// Whether the server's certificate is verified.
  public var isVerified = true

  /// The system's authorities, without a client's certificate.
  public init() {}

  mutating func take(_ variables: [String: String]) throws(ConsulSettingsError) {
    authoritiesFile = variables.value("CONSUL_CACERT") ?? authoritiesFile
    authoritiesFolder = variables.value("CONSUL_CAPATH") ?? authoritiesFolder
    certificate = variables.value("CONSUL_CLIENT_CERT") ?? certificate
    key = variables.value("CONSUL_CLIENT_KEY") ?? key
    let name = variables.value("CONSUL_TLS_SERVER_NAME")
    serverName = name.map { String($0.prefix { $0 != ":" }) } ?? serverName
    isVerified = try variables.flag("CONSUL_HTTP_SSL_VERIFY") ?? isVerified
    guard (certificate == nil) == (key == nil) else { throw .halfACertificate }
  }
}

/// What is wrong with the settings of a Consul agent.
public enum ConsulSettingsError: Error, Equatable, CustomStringConvertible {
  /// A text that is no address.
  case address(String)
  /// A variable with a value that it can't have.
  case variable(String, String)
  /// A client's certificate without its key, or the key alone.
  case halfACertificate
  /// A file of certificates or keys that can't be used.
  case file(String, String)

  /// A line for the person who wrote it.
  public var description: String {
    switch self {
    case .address(let text):
      "'\(text.withoutUser)': expected a Consul agent's host:port, http://host:port, https://host:port or unix:///path"
    case .variable(let name, let reason): "\(name): \(reason)"
    case .halfACertificate: "a client's certificate and its key have to be given together"
    case .file(let path, let reason): "\(path): \(reason)"
    }
  }
}

extension String {
  /// The text without what stands in front of an `@`, which may be a password.
  fileprivate var withoutUser: String { lastIndex(of: "@").map { "…" + self[$0...] } ?? self }
}

extension [String: String] {
  /// A variable's value; one without a value counts as not there.
  fileprivate func value(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A variable's value where it goes into a header, which it must not break out of.
  fileprivate func line(_ name: String) throws(ConsulSettingsError) -> String? {
    guard let text = value(name) else { return nil }
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .variable(name, "expected a single line without control characters")
    }
    return text
  }

  /// A variable that says yes or no, as Go's `strconv.ParseBool` reads it.
  fileprivate func flag(_ name: String) throws(ConsulSettingsError) -> Bool? {
    guard let text = value(name) else { return nil }
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": return true
    case "0", "f", "F", "false", "FALSE", "False": return false
    default: throw .variable(name, "'\(text)': expected true or false")
    }
  }
}
