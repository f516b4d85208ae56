internal import Foundation
internal import SettingsFile

/// One value of a setting, and where it was given, for messages.
struct Setting: CustomStringConvertible {
  /// Who says something; the first of them that does so counts.
  enum Origin: Int, Comparable {
    case commandLine, environment, file

    static func < (left: Origin, right: Origin) -> Bool { left.rawValue < right.rawValue }
  }

  /// The flag or variable, or `FILE:LINE: key`.
  let flag: String
  let text: String
  var origin = Origin.commandLine

  /// `--listen 127.0.0.1:53`, `DOYEN_LISTEN=127.0.0.1:53` or `/etc/doyen/doyen.yaml:3: listen: 127.0.0.1:53`.
  var description: String {
    switch origin {
    case .commandLine: "\(flag) \(text)"
    case .environment: "\(flag)=\(text)"
    case .file: "\(flag): \(text.shown)"
    }
  }
}

/// What is set besides the command line: the variables of the environment, and behind them a configuration file.
struct Environment {
  let variables: [String: String]
  let file: SettingsFile?

  /// - Parameters:
  ///   - variables: all of them, of which those with `DOYEN_` in front are settings.
  ///   - file: what counts where no variable says anything.
  init(_ variables: [String: String], file: SettingsFile? = nil) { (self.variables, self.file) = (variables, file) }

  /// The environment of this process, without a file.
  static var process: Environment { Environment(ProcessInfo.processInfo.environment) }

  /// A variable's value; absent where it is empty.
  subscript(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Whether a flag is set by its variable, to something else than no; where that is not set or empty, by the file.
  func isSet(_ name: String) -> Bool { switched(false, "", name) != nil }

  /// Where a flag is switched on; absent where it is off. A variable that says no wins over a file that says yes.
  func switched(_ given: Bool, _ flag: String, _ variable: String) -> Setting? {
    if given { return Setting(flag: flag, text: "true") }
    let setting =
      self[variable].map { Setting(flag: variable, text: $0, origin: .environment) }
      ?? inFile("--" + variable.dropFirst("DOYEN_".count).lowercased().replacing("_", with: "-")).first
    return setting.flatMap { ["0", "no", "false"].contains($0.text.lowercased()) ? nil : $0 }
  }

  /// The values of a setting that repeats: those of the command line, else of the environment, else of the file, else the default.
  func values(_ given: [String], _ flag: String, _ variable: String, default: [String] = []) -> [Setting] {
    if !given.isEmpty { return given.map { Setting(flag: flag, text: $0) } }
    let words = self[variable]?.split(whereSeparator: \.isWhitespace) ?? []
    if !words.isEmpty { return words.map { Setting(flag: variable, text: String($0), origin: .environment) } }
    let written = inFile(flag)
    return written.isEmpty ? `default`.map { Setting(flag: flag, text: $0) } : written
  }

  /// The value of a setting that does not repeat.
  func values(_ given: String?, _ flag: String, _ variable: String) -> Setting? {
    given.map { Setting(flag: flag, text: $0) }
      ?? self[variable].map { Setting(flag: variable, text: $0, origin: .environment) } ?? inFile(flag).first
  }

  /// The state folder, for which systemd's STATE_DIRECTORY stands as well.
  func state(_ given: String?) -> Setting? {
    values(given, "--state", "DOYEN_STATE") ?? values(nil, "--state", "STATE_DIRECTORY")
  }

  /// What the file says about a flag.
  private func inFile(_ flag: String) -> [Setting] {
    guard let file else { return [] }
    return file.values.filter { flag == "--" + $0.key }.map { Setting($0, of: file) }
  }
}

extension Setting {
  /// A value of a configuration file.
  init(_ value: SettingsFile.Value, of file: SettingsFile) {
    self.init(flag: "\(file.path):\(value.line): \(value.key)", text: value.text, origin: .file)
  }
}
