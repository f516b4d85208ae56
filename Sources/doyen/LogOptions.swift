internal import ArgumentParser
internal import Logging
internal import LogOutput
internal import Responder

/// What is logged, and how.
struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The least level of what is logged: trace, debug, info, notice, warning, error or critical. (default: info)",
      valueName: "level"), completion: .list(Logger.Level.allCases.map(\.rawValue)))
  var logLevel: String?

  @Option(
    help: ArgumentHelp(
      "How lines of the log are written: text, or json, an object a line. (default: text)", valueName: "format"),
    completion: .list(["text", "json"]))
  var logFormat: String?

  @Option(
    help: ArgumentHelp(
      "Log one in n queries, with who asks and for which name. (default: none)", valueName: "n"))
  var logQueries: String?
}

/// The same, out of flags and environment.
struct LogChoice {
  let level: Logger.Level
  let format: LogFormat
  /// One in so many queries is logged; absent where none is.
  let queryInterval: Int?

  /// - Throws: `ValidationError` with the setting and what was expected.
  init(_ options: LogOptions, _ environment: Environment) throws {
    level = try environment.values(options.logLevel, "--log-level", "DOYEN_LOG_LEVEL").map(Self.level) ?? .info
    format = try Self.format(
      environment.values(options.logFormat, "--log-format", "DOYEN_LOG_FORMAT"), environment)
    queryInterval = try environment.values(options.logQueries, "--log-queries", "DOYEN_LOG_QUERIES")?.number(
      upTo: QuerySampler.maximumInterval, ": one in so many queries is logged")
  }

  private static func level(_ setting: Setting) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: setting.text) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(setting): expected one of \(levels)")
    }
    return level
  }

  private static func format(_ setting: Setting?, _ environment: Environment) throws -> LogFormat {
    switch setting?.text {
    case nil, "text": return .text(variables: environment.variables)
    case "json": return .json
    default: throw ValidationError("\(setting.map(\.description) ?? ""): expected text or json")
    }
  }
}
