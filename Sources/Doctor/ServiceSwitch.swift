/// Which modules the C library asks for host names, and in which order: the line `hosts:` of nsswitch.conf(5).
package struct ServiceSwitch: Sendable, Equatable {
  /// A module, and what its outcomes lead to.
  struct Module: Sendable, Equatable {
    let name: String
    /// The outcomes that end the search. Success does, unless the line says otherwise.
    var returns: Set<Outcome> = [.success]
  }

  /// What a module says of a name.
  enum Outcome: String, Sendable, CaseIterable {
    case success = "SUCCESS"
    case notFound = "NOTFOUND"
    case unavailable = "UNAVAIL"
    case tryAgain = "TRYAGAIN"
  }

  let modules: [Module]
  /// Where the line is; absent where the file has none.
  let line: Int?
  /// The words of the line behind `hosts:`.
  let words: [String]

  /// What the C library does without the file or the line.
  static let standard = ServiceSwitch(words: ["files", "dns"], line: nil)

  /// Reads the file; without a line for hosts it is the ``standard``.
  init(parsing text: String) {
    // Of two lines the C library takes the last.
    guard let line = text.wordLines().last(where: { $0.words[0].lowercased().hasPrefix("hosts:") }) else {
      self = .standard
      return
    }
    let first = line.words[0].dropFirst("hosts:".count)
    self.init(words: (first.isEmpty ? [] : [String(first)]) + line.words.dropFirst(), line: line.number)
  }

  private init(words: [String], line: Int?) {
    (self.words, self.line) = (words, line)
    var (modules, isAction) = ([Module](), false)
    for word in words.flatMap(Self.separated) {
      switch word {
      case "[": isAction = true
      case "]": isAction = false
      case _ where isAction: if !modules.isEmpty { modules[modules.count - 1].apply(word) }
      default: modules.append(Module(name: word))
      }
    }
    self.modules = modules
  }

  /// A word with its brackets as words of their own.
  private static func separated(_ word: String) -> [String] {
    var parts: [String] = []
    for character in word {
      if "[]".contains(character) || parts.isEmpty || ["[", "]"].contains(parts[parts.count - 1]) {
        parts.append(String(character))
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  /// The line without some of its modules and their actions.
  func words(without names: Set<String>) -> [String] {
    var (kept, dropping, depth) = ([String](), false, 0)
    for word in words {
      let isAction = depth > 0 || word.hasPrefix("[")
      depth += word.count { $0 == "[" } - word.count { $0 == "]" }
      if !isAction { dropping = names.contains(word) }
      if !dropping { kept.append(word) }
    }
    return kept
  }
}

extension ServiceSwitch.Module {
  /// Applies an action such as `NOTFOUND=return` or `!UNAVAIL=return`.
  fileprivate mutating func apply(_ word: String) {
    let parts = word.uppercased().split(separator: "=")
    guard parts.count == 2 else { return }
    let isNegated = parts[0].hasPrefix("!")
    guard let named = ServiceSwitch.Outcome(rawValue: String(parts[0].drop { $0 == "!" })) else { return }
    let outcomes = isNegated ? ServiceSwitch.Outcome.allCases.filter { $0 != named } : [named]
    if parts[1] == "RETURN" { returns.formUnion(outcomes) } else { returns.subtract(outcomes) }
  }
}
