internal import LocalFiles

/// Makes values of a settings file's entries, and gathers what is wrong with them.
struct SettingsReading {
  private let text: SettingsText
  private let keys: [String: SettingKey]
  private let near: NearMatch
  /// The lines of the keys so far.
  private var lines: [String: Int] = [:]
  private(set) var problems: [SettingsProblem] = []

  /// Reads for a table of keys.
  init(_ text: SettingsText, keys: [SettingKey]) {
    self.text = text
    self.keys = Dictionary(keys.map { ($0.name, $0) }) { first, _ in first }
    near = NearMatch(keys.map(\.name))
  }

  /// The values of all entries that are right.
  ///
  /// - Throws: ``SettingsProblem`` where the text has no keys, or is not what its name says.
  mutating func values() throws(SettingsProblem) -> [SettingsFile.Value] {
    let entries = try SettingsOutline(text).entries
    let known = entries.filter { entry in gather(entry) { reading throws(SettingsProblem) in try reading.check(entry) }
    }
    // A file of comments alone has nothing for the library to read, and one with problems it may refuse as a whole.
    guard !entries.isEmpty || text.format == .json, let source = try source() else { return [] }
    var values: [SettingsFile.Value] = []
    for entry in known {
      gather(entry) { reading throws(SettingsProblem) in values += try reading.values(of: entry, in: source) }
    }
    return values
  }

  private func source() throws(SettingsProblem) -> SettingsValues? {
    problems.isEmpty ? try SettingsValues(text) : try? SettingsValues(text)
  }

  @discardableResult
  private mutating func gather(
    _ entry: SettingsOutline.Entry, _ step: (inout SettingsReading) throws(SettingsProblem) -> Void
  ) -> Bool {
    do throws(SettingsProblem) {
      try step(&self)
      return true
    } catch {
      problems.append(error)
      return false
    }
  }

  // MARK: Shapes

  /// Checks that there is such a key, once, with something behind it that may be there.
  private mutating func check(_ entry: SettingsOutline.Entry) throws(SettingsProblem) {
    guard let kind = keys[entry.key]?.kind else { throw unknown(entry) }
    if let line = lines.updateValue(entry.line, forKey: entry.key) {
      throw problem(entry, "is given in line \(line) already")
    }
    switch entry.value {
    case .other(let what): throw problem(entry, "\(kind.expectation), found \(what)")
    case .list(let scalars):
      guard kind == .list else { throw problem(entry, "\(kind.expectation), found a list") }
      for scalar in scalars { try check(scalar, of: entry, isElement: true) }
    case .scalar(let scalar):
      try check(scalar, of: entry, isElement: false)
      // To the library a truth value of JSON is a number, and a number a truth value.
      guard text.format == .yaml || scalar.isTruth == (kind == .truth) else { throw problem(entry, kind.expectation) }
    }
  }

  private func check(
    _ scalar: SettingsOutline.Scalar, of entry: SettingsOutline.Entry, isElement: Bool
  ) throws(SettingsProblem) {
    let needsQuotes = isElement && text.format == .json
    guard scalar.isNull || needsQuotes && !scalar.isQuoted else { return }
    let message =
      scalar.isNull ? "expected a value, found nothing; without the key the default counts" : "expected texts in quotes"
    // A value that isn't there stands, to the parser, where whatever comes next begins.
    throw SettingsProblem(text.path, line: isElement ? scalar.line : entry.line, "\(entry.key): \(message)")
  }

  private func unknown(_ entry: SettingsOutline.Entry) -> SettingsProblem {
    let hint = near.word(for: entry.key).map { "; did you mean '\($0)'?" } ?? ""
    return SettingsProblem(text.path, line: entry.line, "unknown key '\(entry.key.shown)'\(hint)")
  }

  private func problem(_ entry: SettingsOutline.Entry, _ message: String) -> SettingsProblem {
    SettingsProblem(text.path, line: entry.line, "\(entry.key): \(message)")
  }

  // MARK: Values

  private func values(
    of entry: SettingsOutline.Entry, in source: SettingsValues
  ) throws(SettingsProblem) -> [SettingsFile.Value] {
    guard let key = keys[entry.key], let (scalars, texts) = found(entry, key, source), scalars.count == texts.count
    else {
      throw problem(entry, keys[entry.key]?.kind.expectation ?? "")
    }
    let folder = LocalFile.folder(of: text.path)
    return zip(scalars, texts).map { scalar, text in
      SettingsFile.Value(key: key.name, text: key.resolved(text, folder: folder), line: scalar.line)
    }
  }

  private func found(
    _ entry: SettingsOutline.Entry, _ key: SettingKey, _ source: SettingsValues
  ) -> ([SettingsOutline.Scalar], [String])? {
    switch entry.value {
    case .other: nil
    case .list(let scalars): source.list(key.name).map { (scalars, $0) }
    case .scalar(let scalar):
      (key.kind == .truth ? source.truth(key.name).map { "\($0)" } : source.text(key.name)).map { ([scalar], [$0]) }
    }
  }
}

extension SettingKey.Kind {
  fileprivate var expectation: String {
    switch self {
    case .text: "expected a text or a whole number"
    case .list: "expected a text, or a list of texts"
    case .truth: "expected true or false"
    }
  }
}
