internal import Foundation

/// One value of a setting, and where it was given, for messages.
struct Setting: CustomStringConvertible {
  /// The flag or variable.
  let flag: String
  let text: String

  /// `--listen 127.0.0.1:53` or `DOYEN_LISTEN=127.0.0.1:53`.
  var description: String { flag + (flag.hasPrefix("-") ? " " : "=") + text }
}

/// The variables of the environment, as far as they are settings.
struct Environment {
  let variables: [String: String]

  init(_ variables: [String: String]) { self.variables = variables }

  /// The environment of this process.
  static var process: Environment { Environment(ProcessInfo.processInfo.environment) }

  /// A variable's value; absent where it is empty.
  subscript(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Whether a variable that stands for a flag is set, and to something else than no.
  func isSet(_ name: String) -> Bool { self[name].map { !["0", "no", "false"].contains($0.lowercased()) } ?? false }

  /// The values of a setting that repeats: those of the command line, else of the environment, else the default.
  func values(_ given: [String], _ flag: String, _ variable: String, default: [String] = []) -> [Setting] {
    if !given.isEmpty { return given.map { Setting(flag: flag, text: $0) } }
    let words = self[variable]?.split(whereSeparator: \.isWhitespace) ?? []
    if !words.isEmpty { return words.map { Setting(flag: variable, text: String($0)) } }
    return `default`.map { Setting(flag: flag, text: $0) }
  }

  /// The value of a setting that does not repeat.
  func values(_ given: String?, _ flag: String, _ variable: String) -> Setting? {
    given.map { Setting(flag: flag, text: $0) } ?? self[variable].map { Setting(flag: variable, text: $0) }
  }

  /// The state folder, for which systemd's STATE_DIRECTORY stands as well.
  func state(_ given: String?) -> Setting? {
    values(given, "--state", "DOYEN_STATE") ?? values(nil, "--state", "STATE_DIRECTORY")
  }
}
