/// What `print` and `printf` make of their arguments. Go: `fmt.Sprint`, `fmt.Sprintf`.
enum TemplateFormat {
  /// The arguments as text, with a space between two of which none is a string.
  static func text(_ call: TemplateCall) throws(TextError) -> String {
    var (text, isSeparated) = ("", false)
    for argument in call.arguments {
      guard argument != .environment else { throw call.error("the whole environment is no text") }
      var isText = false
      if case .text = argument { isText = true }
      text += (isSeparated && !isText ? " " : "") + argument.text
      isSeparated = !isText
    }
    return text
  }

  /// The text of the first argument, with the others in the places of its verbs.
  static func formatted(_ call: TemplateCall) throws(TextError) -> String {
    var scanner = OctetScanner(Array(try call.text(0, "the format").utf8))
    var (text, rest) = ("", call.arguments.dropFirst())
    while !scanner.isAtEnd {
      text += scanner.takeAll { $0 != UInt8(ascii: "%") }
      guard scanner.take("%") else { break }
      if scanner.take("%") {
        text += "%"
        continue
      }
      let verb = try FormatVerb(&scanner, call)
      guard let argument = rest.popFirst() else { throw call.error("there is no argument for %\(verb.letter)") }
      text += try verb.text(argument, call)
    }
    guard rest.isEmpty else { throw call.error("\(rest.count) arguments more than the format has verbs") }
    return text
  }
}
