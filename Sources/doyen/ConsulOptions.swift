internal import ArgumentParser
internal import Piloted
internal import ServiceIndex

/// Where Consul's services come from, and how they are shown.
struct ConsulOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A containerpilot.json, or its text: watch the backends that it lists. (default: $CONTAINERPILOT)",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var containerpilot: String?

  @Option(
    help: ArgumentHelp(
      "A Consul agent, for services that no file lists; without a value the one of $CONSUL_HTTP_ADDR.",
      valueName: "addr"))
  var consul: String?

  @Flag(name: .customLong("consul-all"), help: "Watch all services of Consul's catalog from the start.")
  var consulAll = false

  @Flag(name: .customLong("consul-passing"), help: "Leave out Consul's instances that warn, too.")
  var consulPassing = false

  @Option(
    name: .customLong("srv-priority"),
    help: ArgumentHelp(
      "What the priority of SRV records says: age (0, 1, 2, ...), leader (0, others 1) or equal (all 0). (repeats)",
      valueName: "[service=]mode"), completion: .list(["age", "leader", "equal"]))
  var srvPriority: [String] = []

  /// What `--consul` without a value stands for.
  static let fromEnvironment = "$CONSUL_HTTP_ADDR"

  /// The arguments with that value where `--consul` has none.
  static func completed(_ arguments: [String]) -> [String] {
    // What other commands start may have an option of that name.
    guard arguments.first == ServeCommand.configuration.commandName else { return arguments }
    return arguments.indices.flatMap { index -> [String] in
      let next = index + 1 < arguments.count ? arguments[index + 1] : "-"
      return arguments[index] == "--consul" && next.hasPrefix("-") ? ["--consul", fromEnvironment] : [arguments[index]]
    }
  }
}

/// The same, out of flags and environment.
struct ConsulChoice {
  /// The configuration whose backends are watched.
  let containerPilot: ConfigurationLocation?
  /// The agent for services that no file lists.
  let consul: ConsulSettings?
  let watchesAll: Bool
  let isPassingOnly: Bool
  let priorities: SRVPriorities

  /// - Throws: `ValidationError` with the setting and what was expected.
  init(_ options: ConsulOptions, _ environment: Environment) throws {
    let named = environment.values(options.containerpilot, "--containerpilot", "DOYEN_CONTAINERPILOT")
    let setting = named ?? environment.values(nil, "", ConfigurationLocation.variable)
    containerPilot = try setting.map { try $0.containerPilot(environment) }
    consul = try environment.values(options.consul, "--consul", "DOYEN_CONSUL").map { try $0.consul(environment) }
    let all = environment.switched(options.consulAll, "--consul-all", "DOYEN_CONSUL_ALL")
    watchesAll = all != nil
    isPassingOnly = options.consulPassing || environment.isSet("DOYEN_CONSUL_PASSING")
    priorities = try Self.priorities(
      environment.values(options.srvPriority, "--srv-priority", "DOYEN_SRV_PRIORITY"))
    if consul == nil, let all { throw ValidationError("\(all.flag) needs --consul") }
  }

  /// How many sources of services are named.
  var sourceCount: Int { (containerPilot == nil ? 0 : 1) + (consul == nil ? 0 : 1) }

  private static func priorities(_ settings: [Setting]) throws -> SRVPriorities {
    var (common, services) = (SRVPriority.age, [String: SRVPriority]())
    for setting in settings {
      let parts = setting.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let mode = SRVPriority(rawValue: String(parts[parts.count - 1])), parts[0].isEmpty == false else {
        let modes = SRVPriority.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("\(setting): expected one of \(modes), behind SERVICE= for one service")
      }
      if parts.count == 2 { services[parts[0].lowercased()] = mode } else { common = mode }
    }
    return SRVPriorities(common, services: services)
  }
}

extension Setting {
  fileprivate func containerPilot(_ environment: Environment) throws -> ConfigurationLocation {
    do throws(ConfigurationError) {
      return try ConfigurationLocation(argument: text, named: flag, environment: environment.variables)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  fileprivate func consul(_ environment: Environment) throws -> ConsulSettings {
    do throws(ConsulSettingsError) {
      let address = text == ConsulOptions.fromEnvironment ? nil : text
      return try ConsulSettings(address: address, variables: environment.variables)
    } catch {
      throw ValidationError("\(flag): \(error)")
    }
  }
}
