/// What a match is replaced by, with `$1`, `$name` and `${name}` for what its groups took. Go: `Regexp.Expand`.
struct RegularExpressionReplacement {
  private var parts: [Part] = []

  private enum Part {
    case plain([Unicode.Scalar])
    case group(String)
  }

  /// Parses a replacement; a dollar before anything else is a dollar, two are one.
  init(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if scalar != "$" {
        parts.append(.plain([scalar]))
      } else if rest.first == "$" {
        parts.append(.plain([rest.removeFirst()]))
      } else {
        parts.append(Self.takeName(&rest).map { .group($0) } ?? .plain(["$"]))
      }
    }
  }

  /// Steps over a group's name, which is as long as it can be: `$1x` is the group "1x".
  private static func takeName(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
    let isBraced = rest.first == "{"
    let start = isBraced ? rest.dropFirst() : rest
    let name = start.prefix(while: isNamePart)
    let behind = start[name.endIndex...]
    guard !name.isEmpty, !isBraced || behind.first == "}" else { return nil }
    rest = isBraced ? behind.dropFirst() : behind
    return String(String.UnicodeScalarView(name))
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
  }

  /// The replacement of one match; a group that there is not, or that took no part, is empty.
  func scalars(for match: RegularExpressionMatcher.Match, names: [String?], in text: [Unicode.Scalar]) -> [Unicode
    .Scalar]
  {
    parts.flatMap { part -> [Unicode.Scalar] in
      switch part {
      case .plain(let scalars): scalars
      case .group(let name): match.range(Self.index(of: name, among: names)).map { Array(text[$0]) } ?? []
      }
    }
  }

  /// A number counts as one only without leading zeros.
  private static func index(of name: String, among names: [String?]) -> Int {
    guard name.utf8.allSatisfy(\.isDigit) else { return names.firstIndex(of: name) ?? -1 }
    return name.hasPrefix("0") && name.utf8.count > 1 ? -1 : Int(name) ?? -1
  }
}
