extension TemplateEvaluator {
  /// Calls a function; what comes out counts as work.
  mutating func value(of call: TemplateCall) throws(TextError) -> TemplateValue {
    for argument in call.arguments { try work.spend(argument.weight, at: call.offset) }
    let value = try result(of: call)
    try work.spend(value.weight, at: call.offset)
    return value
  }

  private mutating func result(of call: TemplateCall) throws(TextError) -> TemplateValue {
    switch call.function {
    // Those before the one that decided are all true, or all false.
    case .and, .or: call.arguments.last ?? .text("")
    case .not: .truth(!call.arguments[0].isTrue)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .truth(try call.comparison())
    case .length: .integer(try length(call))
    case .index: try index(call)
    case .print: .text(try TemplateFormat.text(call))
    case .format: .text(try TemplateFormat.formatted(call))
    case .defaultValue: try defaultValue(call)
    case .split: .list(try split(call))
    case .join: .text(try call.texts(1, "the parts").joined(separator: try call.text(0, "the separator")))
    case .replaceAll: .text(try replaceAll(call))
    case .regexReplaceAll: .text(try regexReplaceAll(call))
    case .environment: .text(environment[try call.text(0, "a variable's name")] ?? "")
    case .loop: .list(try TemplateRange(call).numbers)
    }
  }

  private func length(_ call: TemplateCall) throws(TextError) -> Int {
    switch call.arguments[0] {
    case .text(let text): return text.utf8.count
    case .list(let elements): return elements.count
    case .environment: return environment.count
    case let other: throw call.error("\(other.kind) has no length")
    }
  }

  private func index(_ call: TemplateCall) throws(TextError) -> TemplateValue {
    var value = call.arguments[0]
    for index in call.arguments.dropFirst() {
      switch (value, index) {
      case (.list(let elements), .integer(let number)) where elements.indices.contains(number): value = elements[number]
      case (.list(let elements), .integer(let number)):
        throw call.error("there is no element \(number) in a list of \(elements.count)")
      case (.environment, .text(let name)): value = .text(environment[name] ?? "")
      default: throw call.error("\(value.kind) cannot be indexed with \(index.kind)")
      }
    }
    return value
  }

  /// ContainerPilot takes only a string that is not empty for a value.
  private func defaultValue(_ call: TemplateCall) throws(TextError) -> TemplateValue {
    if case .text(let text) = call.arguments[1], !text.isEmpty { return call.arguments[1] }
    return .text(try text(call.arguments[0], call.offset))
  }

  /// The white space around the whole is removed; an empty rest has no parts.
  private func split(_ call: TemplateCall) throws(TextError) -> [TemplateValue] {
    let separator = try call.text(0, "the separator")
    let text = try call.text(1, "what to split").trimmed
    if text.isEmpty { return [] }
    if separator.isEmpty { return text.unicodeScalars.map { .text(String($0)) } }
    return text.pieces(separatedBy: separator).map { .text($0) }
  }

  /// Nothing stands between all characters, and around them.
  private mutating func replaceAll(_ call: TemplateCall) throws(TextError) -> String {
    let (old, new) = (try call.text(0, "what to replace"), try call.text(1, "the replacement"))
    let text = try call.text(2, "the text")
    let pieces = old.isEmpty ? [""] + text.unicodeScalars.map { String($0) } + [""] : text.pieces(separatedBy: old)
    try work.spend(pieces.count * new.utf8.count, at: call.offset)
    return pieces.joined(separator: new)
  }

  private mutating func regexReplaceAll(_ call: TemplateCall) throws(TextError) -> String {
    let pattern = try call.text(0, "a regular expression")
    let expression: RegularExpression
    do throws(RegularExpressionError) {
      expression = try RegularExpression(pattern)
    } catch {
      throw call.error(error.description)
    }
    let replacement = RegularExpressionReplacement(try call.text(1, "the replacement"))
    let text = try call.text(2, "the text")
    return try expression.replaceAll(in: text, with: replacement) { steps throws(TextError) in
      try work.spend(steps, at: call.offset)
    }
  }
}

extension TemplateValue {
  /// What it costs to copy.
  fileprivate var weight: Int {
    switch self {
    case .text(let text): text.utf8.count + 1
    case .list(let elements): elements.reduce(1) { $0 + $1.weight }
    default: 1
    }
  }
}

extension String {
  /// Without the white space at both ends. Go: `strings.TrimSpace`.
  fileprivate var trimmed: String {
    let scalars = unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[start...end])
  }

  /// The parts between the places of `separator`, octet for octet; Swift's characters could hide one. Go:
  /// `strings.Split`.
  fileprivate func pieces(separatedBy separator: String) -> [String] {
    var (pieces, start) = ([String](), utf8.startIndex)
    let mark = Array(separator.utf8)
    var place = start
    while place < utf8.endIndex {
      guard utf8[place...].starts(with: mark) else {
        place = utf8.index(after: place)
        continue
      }
      pieces.append(String(decoding: utf8[start..<place], as: UTF8.self))
      place = utf8.index(place, offsetBy: mark.count)
      start = place
    }
    return pieces + [String(decoding: utf8[start...], as: UTF8.self)]
  }
}
