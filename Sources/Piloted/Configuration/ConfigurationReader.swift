/// Takes what is of use from a configuration's values, and notes what is wrong with them.
struct ConfigurationReader {
  let requiresConsul: Bool
  private var found: [TextError] = []

  init(requiresConsul: Bool) { self.requiresConsul = requiresConsul }

  /// As many problems are told of, the first ones: nobody mends more at once, and the place of each is counted from the start of the
  /// text, which takes a large file full of mistakes hours.
  static let maximumProblems = 100

  /// What is wrong, in the order of the text.
  var problems: [TextError] { Array(found.sorted { $0.offset < $1.offset }.prefix(Self.maximumProblems)) }

  /// The configuration, which holds only what is right where there are problems.
  mutating func configuration(_ value: JSON5Value) -> ContainerPilotConfiguration {
    guard case .object(let members) = value.content else {
      report(value.offset, "expected an object around the configuration, found \(value.kind)")
      return ContainerPilotConfiguration(consul: nil, backends: [])
    }
    let root = ConfigurationObject(members: members, offset: value.offset, path: "")
    return ContainerPilotConfiguration(consul: consul(root), backends: backends(root))
  }

  private mutating func consul(_ root: ConfigurationObject) -> ConsulSetting? {
    guard let value = root["consul"] else {
      if requiresConsul { report(root, "consul", "host:port, a URL or an object") }
      return nil
    }
    return ConsulReader.setting(value, &self)
  }

  private mutating func backends(_ root: ConfigurationObject) -> [ContainerPilotConfiguration.Backend] {
    switch (root.members["backends"], root.members["watches"]) {
    case (let backends?, let watches?):
      let later = max(backends.keyOffset, watches.keyOffset)
      report(later, "expected either backends (version 2) or watches (version 3), found both")
      return []
    case (let backends?, nil): return BackendReader(version: .two).backends(backends.value, &self)
    case (nil, let watches?): return BackendReader(version: .three).backends(watches.value, &self)
    case (nil, nil):
      report(root.offset, "expected the key backends (version 2) or watches (version 3), found neither")
      return []
    }
  }

  // MARK: Problems

  /// Notes a problem.
  mutating func report(_ offset: Int, _ message: String) { found.append(TextError(offset, message)) }

  /// Notes that a value is another than expected.
  mutating func report(_ value: JSON5Value, _ path: String, _ expected: String) {
    report(value.offset, "\(path): expected \(expected), found \(value.kind)")
  }

  /// Notes that a value that has to be there is not.
  mutating func report(_ object: ConfigurationObject, _ key: String, _ expected: String) {
    if let member = object.members[key] { return report(member.value, object.path(of: key), expected) }
    report(object.offset, "\(object.path(of: key)): expected \(expected), found nothing")
  }

  // MARK: Values

  /// A string; absent where it is not written, null or empty.
  mutating func text(_ object: ConfigurationObject, _ key: String) -> String? {
    guard let value = object[key] else { return nil }
    guard case .text(let text) = value.content else {
      report(value, object.path(of: key), "a string")
      return nil
    }
    return text.isEmpty ? nil : text
  }

  /// An object; absent where it is not written or null.
  mutating func object(_ object: ConfigurationObject, _ key: String) -> ConfigurationObject? {
    guard let value = object[key] else { return nil }
    guard case .object(let members) = value.content else {
      report(value, object.path(of: key), "an object")
      return nil
    }
    return ConfigurationObject(members: members, offset: value.offset, path: object.path(of: key))
  }
}

/// An object of a configuration, and the path of the keys that lead to it.
struct ConfigurationObject {
  let members: [String: JSON5Member]
  let offset: Int
  let path: String

  /// A value; null counts as not written.
  subscript(_ key: String) -> JSON5Value? { members[key].flatMap { $0.value.isNull ? nil : $0.value } }

  /// The path of a value, such as `backends[0].name`.
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
