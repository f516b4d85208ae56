/// The functions a template may call: ContainerPilot's, and of Go's those that a configuration has use for.
enum TemplateFunction: String {
  case and, or, not
  case equal = "eq"
  case notEqual = "ne"
  case less = "lt"
  case lessOrEqual = "le"
  case greater = "gt"
  case greaterOrEqual = "ge"
  case length = "len"
  case index, print
  case format = "printf"
  case defaultValue = "default"
  case split, join, replaceAll, regexReplaceAll
  case environment = "env"
  case loop

  /// How many arguments it takes, the one of the pipeline included.
  var arity: ClosedRange<Int> {
    switch self {
    case .and, .or, .format, .index: 1...Int.max
    case .print: 0...Int.max
    case .equal: 2...Int.max
    case .not, .length, .environment: 1...1
    case .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .defaultValue, .split, .join: 2...2
    case .replaceAll, .regexReplaceAll: 3...3
    case .loop: 1...2
    }
  }

  /// What a wrong number of arguments is answered with.
  var expectation: String {
    let least = arity.lowerBound
    let count = arity.upperBound == .max ? "at least \(least)" : arity.count == 1 ? "\(least)" : "1 or 2"
    return "\(rawValue) takes \(count) argument\(least == 1 && arity.count == 1 ? "" : "s")"
  }
}
