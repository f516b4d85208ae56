internal import ArgumentParser
internal import LocalFiles
internal import SettingsFile

/// Finds what is wrong with a configuration file, as `serve` would find it if nothing else were set.
struct ConfigurationCheck {
  private let file: SettingsFile
  private var values: [SettingsFile.Value]
  /// The keys of values that were wrong.
  private var removed: Set<String> = []
  private var problems: [(line: Int, text: String)] = []

  /// Each problem needs another look at all values, and more are no help to anyone.
  private static let maximumProblems = 20

  /// What is wrong with the file at `path`, a line each.
  static func problems(_ path: String) -> [String] {
    do throws(SettingsFileError) {
      var check = ConfigurationCheck(try SettingsFile(path, keys: ServeKeys.all))
      return check.run()
    } catch {
      return error.problems.map(\.description)
    }
  }

  /// Keys of a containerpilot.json, too, or nearly so.
  private static let sharedKeys: Set = ["consul", "services", "watches"]

  /// Whether a JSON file is one for `serve` rather than for ContainerPilot: it is called `doyen…`, or has a key of its own, or one that
  /// nearly is.
  static func isConfiguration(_ path: String) -> Bool {
    if LocalFile.name(of: path).hasPrefix("doyen") { return true }
    let near = NearMatch(ServeKeys.all.map(\.name))
    return SettingsFile.keys(of: path).contains { !sharedKeys.contains($0) && near.word(for: $0) != nil }
  }

  private init(_ file: SettingsFile) { (self.file, values) = (file, file.values) }

  /// Takes one wrong value after another out of the file, until the rest is right.
  private mutating func run() -> [String] {
    while problems.count < Self.maximumProblems, let message = mistake() {
      guard let index = index(of: message) else {
        if removed.isEmpty { problems.append((0, "\(file.path): \(message)")) }
        break
      }
      let value = values.remove(at: index)
      // What a setting needs may have been there until just now.
      if !removed.contains(where: { message.hasSuffix("needs --\($0)") }) { problems.append((value.line, message)) }
      removed.insert(value.key)
    }
    return problems.sorted { $0.line < $1.line }.map(\.text)
  }

  /// The first thing that `serve` would complain of.
  private func mistake() -> String? {
    do {
      let variables = Environment.process.variables.filter { $0.key.hasPrefix("CONSUL_") }
      let environment = Environment(variables, file: file.with(values))
      _ = try ServeSettings(try ServeCommand.parse([]), environment: environment)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The value that a message is about.
  private func index(of message: String) -> Int? {
    let settings = values.map { Setting($0, of: file) }
    return settings.firstIndex { message.hasPrefix("\($0):") }
      ?? settings.firstIndex { message.hasPrefix($0.flag + ":") || message.hasPrefix($0.flag + " ") }
  }
}
