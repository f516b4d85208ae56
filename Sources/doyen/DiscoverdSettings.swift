internal import ArgumentParser
internal import Discoverd

/// Where a discoverd is, for every command that talks to one.
struct DiscoverdOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The discoverd; several addresses, separated by commas, are peers. (default: $DISCOVERD, else 127.0.0.1:1111)",
      valueName: "addr"))
  var discoverd: String?

  @Option(
    help: ArgumentHelp("The discoverd's version: auto, v1 or v2. (default: auto, which asks)", valueName: "version"))
  var discoverdAPI: String?

  /// The cluster that is meant.
  ///
  /// - Throws: `ValidationError`.
  func cluster(_ environment: Environment) throws -> DiscoverdCluster {
    let given = environment.discoverd(discoverd.map { [$0] } ?? []).first
    let setting = given ?? Setting(flag: "--discoverd", text: DiscoverdCluster.defaultAddress)
    return try setting.discoverdCluster(try environment.discoverdAPI(discoverdAPI))
  }
}

extension Setting {
  /// The cluster that a setting names.
  ///
  /// - Throws: `ValidationError`.
  func discoverdCluster(_ api: DiscoverdAPI) throws -> DiscoverdCluster {
    do throws(DiscoverdAddressError) {
      return try DiscoverdCluster(text, api: api)
    } catch {
      throw ValidationError("\(self): \(error)")
    }
  }
}

extension Environment {
  /// The discoverd addresses, for which the variable DISCOVERD stands as well, as for discoverd's own clients.
  func discoverd(_ given: [String]) -> [Setting] {
    let named = values(given, "--discoverd", "DOYEN_DISCOVERD")
    return named.isEmpty ? values([], "--discoverd", "DISCOVERD") : named
  }

  /// Which protocol to speak with discoverds.
  ///
  /// - Throws: `ValidationError`.
  func discoverdAPI(_ given: String?) throws -> DiscoverdAPI {
    guard let setting = values(given, "--discoverd-api", "DOYEN_DISCOVERD_API") else { return .auto }
    guard let api = DiscoverdAPI(rawValue: setting.text) else {
      throw ValidationError("\(setting): expected \(DiscoverdAPI.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return api
  }
}
