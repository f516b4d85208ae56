/// Variables as they are declared and forgotten again, the innermost of a name in front. No step gets slower with their number, which
/// is the file's: a template that declares thousands and names them in loops would keep a search through all of them busy for hours.
struct TemplateScope<Value> {
  private var declared: [(name: String, value: Value)] = []
  /// Where each name is declared, innermost last.
  private var places: [String: [Int]] = [:]

  /// How many there are: what ``forget(downTo:)`` goes back to.
  var count: Int { declared.count }

  /// The innermost variable of a name.
  subscript(name: String) -> Value? { places[name]?.last.map { declared[$0].value } }

  /// Declares a variable, which hides others of its name.
  mutating func declare(_ name: String, _ value: Value) {
    places[name, default: []].append(declared.count)
    declared.append((name, value))
  }

  /// Gives the innermost variable of a name another value; false where there is none.
  mutating func assign(_ name: String, _ value: Value) -> Bool {
    guard let place = places[name]?.last else { return false }
    declared[place].value = value
    return true
  }

  /// Forgets what was declared last, down to `count` variables.
  mutating func forget(downTo count: Int) {
    while declared.count > count, let last = declared.popLast() {
      _ = places[last.name]?.popLast()
      if places[last.name]?.isEmpty == true { places[last.name] = nil }
    }
  }
}
