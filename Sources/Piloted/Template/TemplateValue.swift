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
    case .real(let number): Self.text(number)
    case .truth(let truth): String(truth)
    case .list(let elements): "[" + elements.map(\.text).joined(separator: " ") + "]"
    case .environment: ""
    }
  }

  /// Go writes the shortest digits, with an exponent if that is below -4 or above 5.
  private static func text(_ number: Double) -> String {
    if abs(number) < 1e6, let integer = Int(exactly: number) { return String(integer) }
    if abs(number) < 1e6 { return number.description }
    var exponent = 0
    var digits = abs(number).description.filter { $0 != "." }
    if let mark = digits.firstIndex(of: "e") { digits = String(digits[..<mark]) }
    while let last = digits.last, last == "0" { digits.removeLast() }
    exponent = Self.exponent(of: number)
    let fraction = digits.dropFirst()
    return (number < 0 ? "-" : "") + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
      + (exponent < 10 ? "e+0\(exponent)" : "e+\(exponent)")
  }

  private static func exponent(of number: Double) -> Int {
    let description = abs(number).description
    if let mark = description.firstIndex(of: "e") { return Int(description[mark...].dropFirst(2)) ?? 0 }
    return (description.split(separator: ".").first?.count ?? 1) - 1
  }
}
