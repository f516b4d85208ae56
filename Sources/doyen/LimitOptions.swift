internal import ArgumentParser
internal import Discovery
internal import Responder

/// How much the server takes on: from strangers, and from sources.
struct LimitOptions: ParsableArguments {
  @Option(
    name: .customLong("rate-limit"),
    help: ArgumentHelp(
      "Answers a second over UDP to each network that is not this host, ten times as many where --allow names it; off: no limit. (default: 200)",
      valueName: "n"))
  var rateLimit: String?

  @Option(
    name: .customLong("max-instances"),
    help: ArgumentHelp(
      "As many instances may be known in all; what exceeds it is refused with an error. (default: \(InstanceLimit.usual))",
      valueName: "n"))
  var maximumInstances: String?

  /// Answers a second, out of flags and environment; absent where there is no limit.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected.
  func rate(_ environment: Environment) throws -> Int? {
    guard let setting = environment.values(rateLimit, "--rate-limit", "DOYEN_RATE_LIMIT") else {
      return RateLimiter.defaultRate
    }
    return setting.text == "off" ? nil : try setting.number(upTo: RateLimiter.maximumRate, ", or off")
  }

  /// How many instances may be known, out of flags and environment.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected.
  func maximumInstances(_ environment: Environment) throws -> Int {
    try environment.values(maximumInstances, "--max-instances", "DOYEN_MAX_INSTANCES")?
      .number(upTo: InstanceLimit.highest) ?? InstanceLimit.usual
  }
}
