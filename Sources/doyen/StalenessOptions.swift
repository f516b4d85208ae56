internal import ArgumentParser
internal import Discovery

/// How long what a source said is used while it does not say so any more.
struct StalenessOptions: ParsableArguments {
  @Option(
    name: .customLong("max-stale"),
    help: ArgumentHelp(
      "How long instances are answered whose source is gone, such as 30m or 2d; 0: not at all. (default: 24h)",
      valueName: "duration"))
  var maxStale: String?

  @Option(
    name: .customLong("empty-grace"),
    help: ArgumentHelp(
      "How long a service's last instances are kept where all go at once right after their source was gone; 0: not at all. (default: 10s)",
      valueName: "duration"))
  var emptyGrace: String?

  /// The same, out of flags and environment.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected.
  func limits(_ environment: Environment) throws -> StalenessLimits {
    let maximumAge = try environment.values(maxStale, "--max-stale", "DOYEN_MAX_STALE")?.duration
    let emptyGrace = try environment.values(emptyGrace, "--empty-grace", "DOYEN_EMPTY_GRACE")?.duration
    return StalenessLimits(
      maximumAge: maximumAge ?? StalenessLimits.defaultMaximumAge,
      emptyGrace: emptyGrace ?? StalenessLimits.defaultEmptyGrace)
  }
}

extension Setting {
  /// The longest time that can be set: ten years, beyond which a number is a mistake.
  private static let maximumDays = 3650
  private static let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

  /// A time such as `10s`, `30m`, `24h` or `2d`; `0` needs no unit.
  var duration: Duration {
    get throws {
      if text == "0" { return .zero }
      guard let unit = text.last.flatMap({ Self.units[String($0)] }), let number = UInt32(text.dropLast()),
        case let seconds = Int(number) * unit, seconds <= Self.maximumDays * 86_400
      else {
        throw ValidationError(
          "\(self): expected a time such as 10s, 30m, 24h or 2d, of \(Self.maximumDays)d at most, or 0")
      }
      return .seconds(seconds)
    }
  }
}
