/// Parses what stands between the braces: pipelines of values and calls.
struct TemplatePipelineParser {
  /// The variables that are known here; `$` is what the template began with.
  var variables = TemplateScope<Void>()
  private var depth = 0

  init() { variables.declare("$", ()) }

  /// Which variables a pipeline may set.
  enum Declaration { case none, one, indexAndElement }

  /// Reads a pipeline, and before it the variables it sets.
  mutating func pipeline(
    _ reader: inout TemplateTokenReader, declares: Declaration
  ) throws(TextError) -> TemplatePipeline {
    var pipeline = TemplatePipeline(offset: reader.peek.offset)
    if declares != .none { try readVariables(&reader, declares, &pipeline) }
    repeat {
      pipeline.commands.append(try command(&reader, isFirst: pipeline.commands.isEmpty))
    } while reader.next(.mark("|")) != nil
    if pipeline.isDeclaration { for name in pipeline.variables { variables.declare(name, ()) } }
    return pipeline
  }

  private func readVariables(
    _ reader: inout TemplateTokenReader, _ declares: Declaration, _ pipeline: inout TemplatePipeline
  ) throws(TextError) {
    guard case .variable(let name) = reader.peek.kind, case .mark(let mark) = reader.second.kind,
      [":=", "=", ","].contains(mark)
    else { return }
    let isAssignment = mark == "=" && declares == .one
    guard !isAssignment || variables[name] != nil else { throw undefined(name, reader.peek.offset) }
    reader.skip()
    pipeline.variables = [name]
    if declares == .indexAndElement, reader.next(.mark(",")) != nil {
      guard case .variable(let element) = reader.peek.kind else {
        throw reader.unexpected("where a variable was expected")
      }
      reader.skip()
      pipeline.variables.append(element)
    }
    pipeline.isDeclaration = !isAssignment
    guard reader.next(.mark(isAssignment ? "=" : ":=")) != nil else {
      throw reader.unexpected("where ':=' was expected")
    }
  }

  private func undefined(_ name: String, _ offset: Int) -> TextError {
    TextError(offset, "undefined variable '\(name)'")
  }

  private mutating func command(
    _ reader: inout TemplateTokenReader, isFirst: Bool
  ) throws(TextError) -> TemplateCommand {
    let token = reader.peek
    if case .word(let name) = token.kind, name != "true", name != "false" {
      reader.skip()
      guard let function = TemplateFunction(rawValue: name) else {
        throw TextError(token.offset, "unknown function '\(name)'")
      }
      return TemplateCommand(kind: .call(function, try arguments(&reader)), offset: token.offset)
    }
    guard isFirst else { throw reader.unexpected("where a function was expected") }
    let value = try operand(&reader)
    guard endsCommand(reader.peek) else { throw reader.unexpected("behind a value, which takes no arguments") }
    return TemplateCommand(kind: .value(value), offset: token.offset)
  }

  private mutating func arguments(_ reader: inout TemplateTokenReader) throws(TextError) -> [TemplateOperand] {
    var arguments: [TemplateOperand] = []
    while !endsCommand(reader.peek) {
      guard reader.peek.isSpaced else { throw reader.unexpected("where a space was expected") }
      arguments.append(try operand(&reader))
    }
    return arguments
  }

  private func endsCommand(_ token: TemplateToken) -> Bool {
    [.close, .mark("|"), .mark(")")].contains(token.kind)
  }

  private mutating func operand(_ reader: inout TemplateTokenReader) throws(TextError) -> TemplateOperand {
    let token = reader.peek
    var operand = TemplateOperand(base: try base(&reader), offset: token.offset)
    if case .field(let name) = token.kind { operand.fields.append(name) }
    while !reader.peek.isSpaced, case .field(let name) = reader.peek.kind {
      if token.kind == .dot { throw reader.unexpected("behind a dot") }
      if case .literal = operand.base { throw reader.unexpected("behind a constant") }
      operand.fields.append(name)
      reader.skip()
    }
    return operand
  }

  private mutating func base(_ reader: inout TemplateTokenReader) throws(TextError) -> TemplateOperand.Base {
    let token = reader.peek
    let base: TemplateOperand.Base
    switch token.kind {
    case .dot, .field: base = .dot
    case .text(let text): base = .literal(.text(text))
    case .integer(let number): base = .literal(.integer(number))
    case .real(let number): base = .literal(.real(number))
    case .word("true"): base = .literal(.truth(true))
    case .word("false"): base = .literal(.truth(false))
    case .mark("("): return .pipeline(try parenthesis(&reader))
    case .variable(let name):
      guard variables[name] != nil else { throw undefined(name, token.offset) }
      base = .variable(name)
    default: throw reader.unexpected("where a value was expected")
    }
    reader.skip()
    return base
  }

  private mutating func parenthesis(_ reader: inout TemplateTokenReader) throws(TextError) -> TemplatePipeline {
    guard depth < TemplateParser.maximumDepth else {
      throw reader.unexpected("inside of \(depth) others")
    }
    depth += 1
    defer { depth -= 1 }
    reader.skip()
    let pipeline = try pipeline(&reader, declares: .none)
    guard reader.next(.mark(")")) != nil else { throw reader.unexpected("where ')' was expected") }
    return pipeline
  }
}
