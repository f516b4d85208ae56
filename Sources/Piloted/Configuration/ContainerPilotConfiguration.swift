/// What a configuration for ContainerPilot says about Consul and the services to follow; version 2 in JSON or version 3 in
/// JSON5, with templates. Go: what `gopiloted.Config` reads.
///
/// Keys that are of no use here are left to ContainerPilot.
public struct ContainerPilotConfiguration: Sendable, Equatable {
  /// A service to follow: an element of `backends` (version 2) or of `watches` (version 3).
  public struct Backend: Sendable, Equatable {
    /// The service's name in Consul.
    public let name: String
    /// The tag its instances have to have.
    public let tag: String?
    /// The datacenter they are in; absent for the agent's own.
    public let datacenter: String?
    /// How often ContainerPilot asks for them, in whole seconds; here changes are waited for instead.
    public let period: Duration

    /// A backend of these values.
    public init(name: String, tag: String? = nil, datacenter: String? = nil, period: Duration) {
      self.name = name
      self.tag = tag
      self.datacenter = datacenter
      self.period = period
    }
  }

  /// How to reach Consul; absent only where that was allowed.
  public let consul: ConsulSetting?
  /// The services, in the order of the file; no two agree in name, tag and datacenter.
  public let backends: [Backend]

  /// A configuration of these values.
  public init(consul: ConsulSetting?, backends: [Backend]) {
    self.consul = consul
    self.backends = backends
  }

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - location: Where it is.
  ///   - environment: The variables its templates use; one that is missing is empty.
  ///   - requiresConsul: Whether the key `consul` has to be there.
  /// - Throws: ``ConfigurationError``, the first of ``problems(contentsOf:environment:requiresConsul:)``.
  public init(
    contentsOf location: ConfigurationLocation, environment: [String: String], requiresConsul: Bool = true
  ) throws(ConfigurationError) {
    let written = try WrittenConfiguration(location, environment)
    var reader = ConfigurationReader(requiresConsul: requiresConsul)
    self = reader.configuration(written.value)
    if let problem = reader.problems.first { throw written.error(problem) }
  }

  /// Everything that is wrong with a configuration, in the order of its text, up to a hundred things. Where it can't be rendered or is no JSON5,
  /// that is the only problem: what comes behind it can't be known.
  public static func problems(
    contentsOf location: ConfigurationLocation, environment: [String: String], requiresConsul: Bool = true
  ) -> [ConfigurationError] {
    do throws(ConfigurationError) {
      let written = try WrittenConfiguration(location, environment)
      var reader = ConfigurationReader(requiresConsul: requiresConsul)
      _ = reader.configuration(written.value)
      return reader.problems.map(written.error)
    } catch {
      return [error]
    }
  }
}
