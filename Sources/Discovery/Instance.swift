/// One instance of a service: an endpoint with its age and attributes. Go: `discoverd.Service`.
public struct Instance: Sendable, Hashable {
  /// Address and port, the instance's identity.
  public let endpoint: Endpoint
  /// The age as the backend numbers it: smaller is older. Numbers of different backends do not compare. Go: `Service.Created`.
  public let created: UInt64
  /// What the instance says about itself. Go: `Service.Attrs`.
  public let attributes: [String: String]
  /// Words that mark it, as Consul has them; discoverd has none.
  public let tags: [String]

  /// An instance of its parts.
  public init(endpoint: Endpoint, created: UInt64, attributes: [String: String] = [:], tags: [String] = []) {
    self.endpoint = endpoint
    self.created = created
    self.attributes = attributes
    self.tags = tags
  }
}
