internal import ArgumentParser
internal import Discovery

/// How many instances may be known.
struct InstanceLimitOptions: ParsableArguments {
  @Option(
    name: .customLong("max-instances"),
    help: ArgumentHelp(
      "As many instances may be known in all; what exceeds it is refused with an error. (default: \(InstanceLimit.usual))",
      valueName: "n"))
  var maximum: String?

  /// The same, out of flags and environment.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected.
  func maximum(_ environment: Environment) throws -> Int {
    guard let setting = environment.values(maximum, "--max-instances", "DOYEN_MAX_INSTANCES") else {
      return InstanceLimit.usual
    }
    guard let number = Int(setting.text), (1...InstanceLimit.highest).contains(number) else {
      throw ValidationError("\(setting): expected a number of 1 to \(InstanceLimit.highest)")
    }
    return number
  }
}
