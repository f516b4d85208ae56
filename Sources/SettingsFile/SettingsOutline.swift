internal import Yams

/// What stands where in a settings file: keys, and the lines of their values. swift-configuration, which reads the values, tells neither
/// lines nor keys that nobody asks for.
struct SettingsOutline {
  /// A key with what stands behind it.
  struct Entry {
    let key: String
    /// The key's line, from 1.
    let line: Int
    let value: Shape
  }

  enum Shape {
    case scalar(Scalar)
    case list([Scalar])
    /// Something else, in words.
    case other(String)
  }

  struct Scalar {
    let line: Int
    let isQuoted: Bool
    private let text: String

    /// Whether nothing is written, or null.
    var isNull: Bool { !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text) }
    /// Whether it is one of JSON's two truth values.
    var isTruth: Bool { !isQuoted && ["true", "false"].contains(text) }
  }

  /// In the order of the file.
  let entries: [Entry]

  /// The outline of a text; JSON is a kind of YAML.
  ///
  /// - Throws: ``SettingsProblem`` where it is no YAML, or has no keys at its top.
  init(_ text: SettingsText) throws(SettingsProblem) {
    try text.refuseAliases()
    switch try Self.root(text) {
    case nil: entries = []
    case .scalar(let scalar)? where Scalar(scalar).isNull: entries = []
    case .mapping(let mapping)?: entries = mapping.map(Self.entry)
    case let node?:
      throw SettingsProblem(
        text.path, line: node.mark?.line, "expected keys with values, such as 'listen: 127.0.0.1:53'")
    }
  }

  private static func root(_ text: SettingsText) throws(SettingsProblem) -> Node? {
    do {
      // Without rules a scalar is a text, and no regular expression is tried on it.
      return try Parser(yaml: text.text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch {
      throw SettingsProblem(error, text)
    }
  }

  private static func entry(_ key: Node, _ value: Node) -> Entry {
    Entry(key: key.scalar?.string ?? "", line: key.mark?.line ?? 1, value: shape(value))
  }

  private static func shape(_ node: Node) -> Shape {
    switch node {
    case .scalar(let scalar): return .scalar(Scalar(scalar))
    case .sequence(let sequence):
      let scalars = sequence.compactMap(\.scalar).map(Scalar.init)
      return scalars.count == sequence.count ? .list(scalars) : .other("a list of more than texts")
    case .mapping: return .other("keys of its own")
    case .alias: return .other("an alias")
    }
  }
}

extension SettingsOutline.Scalar {
  fileprivate init(_ scalar: Node.Scalar) {
    (line, isQuoted, text) = (scalar.mark?.line ?? 1, scalar.style != .plain, scalar.string)
  }
}
