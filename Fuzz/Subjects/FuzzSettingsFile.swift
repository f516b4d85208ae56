internal import SettingsFile

extension FuzzSubject {
  /// Configuration files, each read as YAML and as JSON: values are of known keys, problems say in one line what is wrong, and a second
  /// reading finds the same.
  package static let settingsFile = FuzzSubject("FuzzSettingsFile") { octets in
    ["f.yaml", "f.json"].lazy.compactMap { path in
      let reading = SettingsContest.reading(octets, path)
      guard SettingsContest.isSame(reading, SettingsContest.reading(octets, path)) else {
        return "read again it differs"
      }
      return SettingsContest.complaint(about: reading, path, lineCount: SettingsContest.lineCount(octets))
    }.first
  }
}

/// What has to hold for whatever a configuration file is read as.
private enum SettingsContest {
  typealias Reading = Result<SettingsFile, SettingsFileError>

  private static let keys = [
    SettingKey("listen", .list), SettingKey("zones", .list, paths: .all),
    SettingKey("forward", .list, paths: .withSlash), SettingKey("workers", .text), SettingKey("watch-only", .truth),
    SettingKey("containerpilot", .text, paths: .all),
  ]
  /// As many characters of a problem fit on a screen: it repeats a few words of the file, each cut.
  private static let maximumMessage = 1000

  static func reading(_ octets: [UInt8], _ path: String) -> Reading {
    Result { () throws(SettingsFileError) in try SettingsFile(path, octets, keys: keys) }
  }

  static func isSame(_ first: Reading, _ second: Reading) -> Bool {
    switch (first, second) {
    case (.success(let first), .success(let second)):
      first.values == second.values && first.checksum == second.checksum
    case (.failure(let first), .failure(let second)): first == second
    default: false
    }
  }

  /// As many lines at most, whatever ends them: also YAML's own ends, which are none elsewhere.
  static func lineCount(_ octets: [UInt8]) -> Int {
    String(decoding: octets, as: UTF8.self).unicodeScalars.count {
      $0.properties.generalCategory == .control || $0.value > 0x2000
    } + 1
  }

  static func complaint(about reading: Reading, _ path: String, lineCount: Int) -> String? {
    switch reading {
    case .success(let file): file.values.lazy.compactMap { complaint(about: $0, lineCount) }.first
    case .failure(let error) where error.problems.isEmpty: "it is refused without a reason"
    case .failure(let error): error.problems.lazy.compactMap { complaint(about: $0, path, lineCount) }.first
    }
  }

  private static func complaint(about value: SettingsFile.Value, _ lineCount: Int) -> String? {
    guard let key = keys.first(where: { $0.name == value.key }) else { return "a value of '\(value.key)'" }
    if key.kind == .truth, !["true", "false"].contains(value.text) { return "a truth value '\(value.text)'" }
    return (1...lineCount).contains(value.line) ? nil : "a value in line \(value.line) of \(lineCount)"
  }

  private static func complaint(about problem: SettingsProblem, _ path: String, _ lineCount: Int) -> String? {
    if let line = problem.line, !(1...lineCount).contains(line) { return "a problem in line \(line) of \(lineCount)" }
    let (text, message) = (problem.description, problem.message)
    guard text.hasPrefix(path + ":"), !message.isEmpty, message.count <= maximumMessage,
      !message.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return "the problem is called '\(text)'" }
    return nil
  }
}
