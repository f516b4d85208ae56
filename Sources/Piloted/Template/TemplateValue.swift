/// What an operand of a template stands for.
indirect enum TemplateValue: Equatable {
  case text(String)
  case integer(Int)
  case real(Double)
  case truth(Bool)
  case list([TemplateValue])
  /// The variables of the environment, which a template begins with as its dot.
  case environment

  /// Whether `if` takes it for true: what is neither empty nor zero.
  var isTrue: Bool {
    switch self {
    case .text(let text): !text.isEmpty
    case .integer(let number): number != 0
    case .real(let number): number != 0
    case .truth(let truth): truth
    case .list(let elements): !elements.isEmpty
    case .environment: true
    }
  }

  /// What kind of value it is, for a message.
  var kind: String {
    switch self {
    case .text: "a string"
    case .integer: "an integer"
    case .real: "a number with a fraction"
    case .truth: "a boolean"
    case .list: "a list"
    case .environment: "the whole environment"
    }
  }

  /// The value as Go's verb `%v` writes it; of the environment there is no text.
  var text: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .real(let number): number.templateText
    case .truth(let truth): String(truth)
    case .list(let elements): "[" + elements.map(\.text).joined(separator: " ") + "]"
    case .environment: ""
    }
  }
}
