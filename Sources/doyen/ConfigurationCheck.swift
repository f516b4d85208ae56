internal import ArgumentParser
internal import LocalFiles
internal import SettingsFile

/// Finds what is wrong with a configuration file, as `serve` would find it if nothing else were set.
struct ConfigurationCheck {
  private let file: SettingsFile
  private var values: [SettingsFile.Value]
  /// The keys of values that were wrong.
  private var removed: Set<String>
  private var problems: [SettingsProblem]

  /// Each problem needs another look at all values, and more are no help to anyone.
  private static let maximumProblems = 20

  /// What is wrong with the file at `path`, a line each.
  static func problems(_ path: String) -> [String] {
    let (file, problems) = SettingsFile.reading(path, keys: ServeKeys.all)
    guard let file else { return problems.map(\.description) }
    var check = ConfigurationCheck(file, problems)
    check.run()
    return check.problems.isEmpty ? [] : SettingsFileError(check.problems).problems.map(\.description)
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

  private init(_ file: SettingsFile, _ problems: [SettingsProblem]) {
    (self.file, values, self.problems) = (file, file.values, problems)
    removed = Set(ServeKeys.all.map(\.name).filter { key in problems.contains { $0.isAbout(key) } })
  }

  /// Takes one wrong value after another out of the file, until the rest is right.
  private mutating func run() {
    while problems.count < Self.maximumProblems, let message = mistake(in: values) {
      if let index = index(of: message) {
        let value = values.remove(at: index)
        note(message, line: value.line)
        removed.insert(value.key)
      } else {
        note(message, line: nil)
        guard let key = cause(of: message) else { break }
        values.removeAll { $0.key == key }
        removed.insert(key)
      }
    }
  }

  private mutating func note(_ message: String, line: Int?) {
    guard !isConsequence(message, of: removed) else { return }
    let place = line.map { "\(file.path):\($0): " } ?? ""
    let text = message.hasPrefix(place) ? String(message.dropFirst(place.count)) : message
    problems.append(SettingsProblem(file.path, line: line, text))
  }

  /// The first thing that `serve` would complain of.
  private func mistake(in values: [SettingsFile.Value]) -> String? {
    do {
      let variables = Environment.process.variables.filter { $0.key.hasPrefix("CONSUL_") }
      let environment = Environment(variables, file: file.with(values))
      _ = try ServeSettings(try ServeCommand.parse([]), environment: environment)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Keys whose values name a source of services, or say that there is one.
  private static let sourceKeys: Set = [
    "discoverd", "consul", "consul-all", "containerpilot", "services", "agent", "no-agent",
  ]

  /// Whether a message says that something is missing that may have been there until just now.
  private func isConsequence(_ message: String, of removed: Set<String>) -> Bool {
    if message == ServeSettings.noSource { return !removed.isDisjoint(with: Self.sourceKeys) }
    return removed.contains { message.hasSuffix("needs --\($0)") }
  }

  /// The value that a message is about.
  private func index(of message: String) -> Int? {
    let settings = values.map { Setting($0, of: file) }
    return settings.firstIndex { message.hasPrefix("\($0):") }
      ?? settings.firstIndex { message.hasPrefix($0.flag + ":") || message.hasPrefix($0.flag + " ") }
  }

  /// The key that a message is about which names none: without its values the message is another one, or there is none.
  private func cause(of message: String) -> String? {
    let used = Set(values.map(\.key))
    return ServeKeys.all.map(\.name).filter(used.contains).first { key in
      let next = mistake(in: values.filter { $0.key != key })
      return next != message && next.map { !isConsequence($0, of: [key]) } ?? true
    }
  }
}

extension SettingsProblem {
  /// Whether a value of `key` is wrong, or what was probably meant for one.
  fileprivate func isAbout(_ key: String) -> Bool { message.hasPrefix(key + ": ") || message.hasSuffix("'\(key)'?") }
}
