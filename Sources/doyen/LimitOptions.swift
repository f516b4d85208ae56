internal import ArgumentParser
internal import Responder

/// How much strangers may have of the server.
struct LimitOptions: ParsableArguments {
  @Option(
    name: .customLong("rate-limit"),
    help: ArgumentHelp(
      "Answers a second over UDP to each network that is not this host, ten times as many where --allow names it; off: no limit. (default: 200)",
      valueName: "n"))
  var rateLimit: String?

  /// Answers a second, out of flags and environment; absent where there is no limit.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected.
  func rate(_ environment: Environment) throws -> Int? {
    guard let setting = environment.values(rateLimit, "--rate-limit", "DOYEN_RATE_LIMIT") else {
      return RateLimiter.defaultRate
    }
    if setting.text == "off" { return nil }
    guard let rate = Int(setting.text), (1...RateLimiter.maximumRate).contains(rate) else {
      throw ValidationError("\(setting): expected a number of 1 to \(RateLimiter.maximumRate), or off")
    }
    return rate
  }
}
