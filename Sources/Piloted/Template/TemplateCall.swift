/// A function and the arguments it is called with.
struct TemplateCall {
  let function: TemplateFunction
  var arguments: [TemplateValue] = []
  let offset: Int

  /// Whether the arguments so far are enough for `and` and `or`, which leave the others alone.
  var isDecided: Bool {
    guard let last = arguments.last else { return false }
    return function == .and && !last.isTrue || function == .or && last.isTrue
  }

  /// An error at the call.
  func error(_ message: String) -> TextError { TextError(offset, "\(function.rawValue): \(message)") }

  /// An argument that has to be a string.
  func text(_ index: Int, _ what: String) throws(TextError) -> String {
    guard case .text(let text) = arguments[index] else {
      throw error("expected \(what), a string; found \(arguments[index].kind)")
    }
    return text
  }

  /// An argument that has to be a list of strings.
  func texts(_ index: Int, _ what: String) throws(TextError) -> [String] {
    guard case .list(let elements) = arguments[index] else {
      throw error("expected \(what), a list of strings; found \(arguments[index].kind)")
    }
    return try elements.map { element throws(TextError) in
      guard case .text(let text) = element else { throw error("expected strings in \(what), found \(element.kind)") }
      return text
    }
  }
}
