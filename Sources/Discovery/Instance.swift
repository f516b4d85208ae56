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
  /// Its share among equals, as Consul has it: of 0 to 65,535, 1 where nobody says one.
  public let weight: UInt16

  /// An instance of its parts.
  public init(
    endpoint: Endpoint, created: UInt64, attributes: [String: String] = [:], tags: [String] = [], weight: UInt16 = 1
  ) {
    self.endpoint = endpoint
    self.created = created
    self.attributes = attributes
    self.tags = tags
    self.weight = weight
  }
}
