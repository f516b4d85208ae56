extension RegularExpressionParser {
  /// Parses a group behind its parenthesis, or the flags that hold for the rest of the one around it.
  mutating func group() throws(RegularExpressionError) -> RegularExpressionNode {
    let (outer, start) = (flags, place)
    var index: Int?
    if take("?") {
      if take("P<") || (next == "<" && !starts(with: "<=") && !starts(with: "<!") && take("<")) {
        index = addGroup(try groupName())
      } else if try readFlags() {
        return .empty
      }
    } else {
      index = addGroup(nil)
    }
    let node = try nested(from: start)
    flags = outer
    return index.map { .group(node, index: $0) } ?? node
  }

  private mutating func nested(from start: Int) throws(RegularExpressionError) -> RegularExpressionNode {
    guard depth < Self.maximumDepth else { throw error("more than \(depth) groups in one another") }
    depth += 1
    let node = try alternatives()
    depth -= 1
    if take(")") { return node }
    place = start - 1
    throw error("'(' without ')'")
  }

  private mutating func addGroup(_ name: String?) -> Int {
    groupNames.append(name)
    return groupNames.count - 1
  }

  private mutating func groupName() throws(RegularExpressionError) -> String {
    var name = ""
    while let next, ScalarSet.words.contains(next) {
      name.unicodeScalars.append(next)
      place += 1
    }
    guard !name.isEmpty, !groupNames.contains(name), take(">") else { throw error("expected a group's name and '>'") }
    return name
  }

  /// Steps over flags; whether they stand alone, and so hold for the rest of the group around them.
  private mutating func readFlags() throws(RegularExpressionError) -> Bool {
    var value = true
    while !take(":") {
      if take(")") { return true }
      if take("-"), value {
        value = false
      } else if take("i") {
        flags.ignoresCase = value
      } else if take("m") {
        flags.hasLines = value
      } else if take("s") {
        flags.dotTakesNewline = value
      } else {
        throw error("a group that is not supported")
      }
    }
    return false
  }
}
