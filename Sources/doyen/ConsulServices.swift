internal import Discovery
internal import Logging
internal import Piloted

/// The services that come from Consul: those of a containerpilot.json, and those of an agent.
struct ConsulServices {
  private let choice: ConsulChoice
  private let variables: [String: String]
  private let logger: Logger
  private let backends: BackendSource?
  private let agent: ConsulSource?

  /// Reads the configuration, if there is one.
  ///
  /// - Throws: what is wrong with it, or with the settings of an agent.
  init(_ choice: ConsulChoice, variables: [String: String], logger: Logger) throws {
    (self.choice, self.variables, self.logger) = (choice, variables, logger)
    backends = try choice.containerPilot.map { location in
      let configuration = try Self.read(location, choice, variables)
      let settings = try Self.settings(configuration, choice, variables)
      return try BackendSource(
        settings, backends: configuration.queries(isPassingOnly: choice.isPassingOnly), logger: logger)
    }
    agent = try choice.consul.map { [backends] in
      try ConsulSource($0, isPassingOnly: choice.isPassingOnly, except: backends, logger: logger)
    }
  }

  /// How the agent of a configuration is asked: as it says, else as `--consul` does.
  private static func settings(
    _ configuration: ContainerPilotConfiguration, _ choice: ConsulChoice, _ variables: [String: String]
  ) throws(ConsulSettingsError) -> ConsulSettings {
    if configuration.consul == nil, let consul = choice.consul { return consul }
    return try ConsulSettings(configuration.consul, variables: variables)
  }

  private static func read(
    _ location: ConfigurationLocation, _ choice: ConsulChoice, _ variables: [String: String]
  ) throws(ConfigurationError) -> ContainerPilotConfiguration {
    try ContainerPilotConfiguration(
      contentsOf: location, environment: variables, requiresConsul: choice.consul == nil)
  }

  /// The sources, by rank: what a file lists before what is found.
  var sources: [RankedSource] {
    (backends.map { [.watching($0)] } ?? []) + (agent.map { [.watching($0)] } ?? [])
  }

  /// The services that the configuration lists.
  var names: [String] { backends?.names ?? [] }

  /// The names of the whole catalog, where all of it is wanted.
  var catalog: ConsulCatalog? { choice.watchesAll ? agent?.catalog : nil }

  /// Reads the configuration again; one with a mistake changes nothing.
  func reload() {
    guard let backends, let location = choice.containerPilot else { return }
    do {
      let configuration = try Self.read(location, choice, variables)
      if !backends.isAsked(with: try Self.settings(configuration, choice, variables)) {
        logger.warning("the key 'consul' says something else than at the start: that counts from the next start on")
      }
      backends.replace(with: configuration.queries(isPassingOnly: choice.isPassingOnly))
      logger.notice("backends read again")
    } catch {
      logger.error("\(error); the backends stay as they were", metadata: ["error": "\(error)"])
    }
  }
}
