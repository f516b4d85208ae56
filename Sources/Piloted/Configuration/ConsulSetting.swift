/// How to reach Consul, as a configuration says it; what it does not say is absent.
public struct ConsulSetting: Sendable, Equatable {
  /// How Consul's HTTP interface is spoken.
  public enum Scheme: String, Sendable {
    case http, https
    /// HTTP through a socket in the file system, whose path is the address.
    case unix
  }

  /// The key `tls`, and below it those of the same names in lower case.
  public struct TLS: Sendable, Equatable {
    /// The file with the certificates of authorities, `cafile`.
    public var certificateAuthorityFile: String?
    /// The folder with them, `capath`.
    public var certificateAuthorityFolder: String?
    /// The file with our own certificate, `clientcert`.
    public var clientCertificate: String?
    /// The file with its key, `clientkey`.
    public var clientKey: String?
    /// The name that the server's certificate has to have, `servername`.
    public var serverName: String?
    /// Whether to verify the server's certificate; absent where it is not written, which ContainerPilot takes for no.
    public var verify: Bool?

    /// Settings of which none is written.
    public init() {}
  }

  /// `host:port`, `host`, or the path of a socket.
  public var address: String?
  /// The scheme, written before the address or under its key.
  public var scheme: Scheme?
  /// The access token.
  public var token: String?
  /// What belongs to TLS.
  public var tls = TLS()

  /// A setting of an address and its scheme.
  public init(address: String? = nil, scheme: Scheme? = nil) {
    self.address = address
    self.scheme = scheme
  }
}
