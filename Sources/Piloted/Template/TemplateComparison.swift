extension TemplateCall {
  /// What `eq`, `ne`, `lt`, `le`, `gt` and `ge` say. As in Go only values of one kind compare, `eq` with any of several.
  func comparison() throws(TextError) -> Bool {
    let left = arguments[0]
    switch function {
    case .equal:
      for right in arguments.dropFirst() { if try isEqual(left, right) { return true } }
      return false
    case .notEqual: return try !isEqual(left, arguments[1])
    case .less: return try isLess(left, arguments[1])
    case .lessOrEqual: return try !isLess(arguments[1], left)
    case .greater: return try isLess(arguments[1], left)
    default: return try !isLess(left, arguments[1])
    }
  }

  private func isEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TextError) -> Bool {
    switch (left, right) {
    // Swift's strings are equal by characters, Go's by octets.
    case (.text(let one), .text(let other)): return one.utf8.elementsEqual(other.utf8)
    case (.integer, .integer), (.real, .real), (.truth, .truth): return left == right
    default: throw incomparable(left, right)
    }
  }

  private func isLess(_ left: TemplateValue, _ right: TemplateValue) throws(TextError) -> Bool {
    switch (left, right) {
    case (.text(let one), .text(let other)): return one.utf8.lexicographicallyPrecedes(other.utf8)
    case (.integer(let one), .integer(let other)): return one < other
    case (.real(let one), .real(let other)): return one < other
    default: throw incomparable(left, right)
    }
  }

  private func incomparable(_ left: TemplateValue, _ right: TemplateValue) -> TextError {
    error("\(left.kind) and \(right.kind) cannot be compared")
  }
}
