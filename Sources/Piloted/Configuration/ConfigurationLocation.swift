internal import LocalFiles

/// Where a configuration for ContainerPilot is. Go: the argument of `gopiloted.Config`.
public enum ConfigurationLocation: Sendable, Equatable {
  /// The file at a path.
  case file(String)
  /// The configuration itself, and what messages call it.
  case text(String, name: String)

  /// The variable that says where the configuration is, or holds it.
  public static let variable = "CONTAINERPILOT"

  /// The largest file, in octets: a hundred times what anyone writes by hand.
  static let maximumLength = 1 << 20

  /// The location that an argument says, else ``variable``: a path, `file://PATH` or the text of the configuration.
  ///
  /// - Parameters:
  ///   - argument: What was given; it counts before the variable.
  ///   - name: What messages call the argument.
  ///   - environment: The variables of the environment.
  /// - Throws: ``ConfigurationError`` where neither says anything.
  public init(
    argument: String?, named name: String = "the argument", environment: [String: String]
  ) throws(ConfigurationError) {
    if let argument {
      guard let location = Self.location(argument, name) else {
        throw ConfigurationError(
          source: name, message: "expected a path, file://PATH or the configuration, found nothing")
      }
      self = location
    } else {
      guard let location = environment[Self.variable].flatMap({ Self.location($0, Self.variable) }) else {
        throw ConfigurationError(
          source: Self.variable, message: "neither the variable nor \(name) says where the configuration is")
      }
      self = location
    }
  }

  /// What a text says; absent where it is blank.
  private static func location(_ text: String, _ name: String) -> Self? {
    guard let first = text.first(where: { !$0.isWhitespace }) else { return nil }
    if first == "{" { return .text(text, name: name) }
    for prefix in ["file://localhost/", "file:///"] where text.hasPrefix(prefix) {
      return .file("/" + text.dropFirst(prefix.count))
    }
    // ContainerPilot takes a path without a slash at its start for one from the present folder.
    return .file(text.hasPrefix("file://") ? String(text.dropFirst("file://".count)) : text)
  }

  /// What messages call it.
  var name: String {
    switch self {
    case .file(let path): path
    case .text(_, let name): name
    }
  }

  /// The configuration as written.
  func read() throws(ConfigurationError) -> [UInt8] {
    switch self {
    case .text(let text, _): return Array(text.utf8)
    case .file(let path):
      do throws(FileError) {
        return try LocalFile.read(path, limit: Self.maximumLength)
      } catch {
        throw ConfigurationError(source: path, message: error.reason)
      }
    }
  }
}
