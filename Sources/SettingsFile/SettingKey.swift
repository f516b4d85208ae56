/// A key that a settings file may have: the name of a flag, without its dashes.
package struct SettingKey: Sendable {
  /// What stands behind a key.
  package enum Kind: Sendable {
    /// One text, or a number.
    case text
    /// One text, or a list of texts.
    case list
    /// True or false.
    case truth
  }

  /// Which texts are paths: relative ones begin in the file's folder, wherever the program is started.
  package enum Paths: Sendable {
    case none
    case all
    /// Those with a slash; others are names or addresses.
    case withSlash
  }

  package let name: String
  package let kind: Kind
  package let paths: Paths

  /// A key called `name`.
  package init(_ name: String, _ kind: Kind, paths: Paths = .none) {
    (self.name, self.kind, self.paths) = (name, kind, paths)
  }

  /// The text as it is used, where the file is in `folder`.
  func resolved(_ text: String, folder: String) -> String {
    let isPath =
      switch paths {
      case .none: false
      case .all: true
      case .withSlash: text.contains("/")
      }
    // A path can't be told from an address or a document by its key alone.
    let isOther = text.isEmpty || text.hasPrefix("/") || text.contains("://") || text.first { !$0.isWhitespace } == "{"
    return isPath && !isOther ? "\(folder)/\(text)" : text
  }
}
