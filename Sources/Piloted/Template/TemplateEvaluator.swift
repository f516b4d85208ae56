/// Runs the nodes of a template. Go: `template.state`.
struct TemplateEvaluator {
  private let source: [UInt8]
  let environment: [String: String]
  private(set) var output: RenderedText
  var work = TemplateWork()
  private var dot = TemplateValue.environment
  private var variables = TemplateScope<TemplateValue>()

  init(source: [UInt8], environment: [String: String]) {
    self.source = source
    self.environment = environment
    output = RenderedText(sourceLength: source.count)
    variables.declare("$", .environment)
  }

  /// Runs nodes, and forgets the variables they declare.
  mutating func run(_ nodes: [TemplateNode]) throws(TextError) {
    let known = variables.count
    for node in nodes { try run(node) }
    variables.forget(downTo: known)
  }

  private mutating func run(_ node: TemplateNode) throws(TextError) {
    switch node {
    case .plain(let range):
      try work.spend(range.count, at: range.lowerBound)
      try output.copy(source[range], from: range.lowerBound)
    case .action(let pipeline, let open):
      let value = try value(of: pipeline)
      if pipeline.variables.isEmpty { try output.insert(try text(value, pipeline.offset), from: open) }
    case .choice(let choice): try scoped { evaluator throws(TextError) in try evaluator.run(choice) }
    case .loop(let loop): try scoped { evaluator throws(TextError) in try evaluator.run(loop) }
    }
  }

  /// Runs a structure, and puts back the dot and the variables of before.
  private mutating func scoped(_ run: (inout TemplateEvaluator) throws(TextError) -> Void) throws(TextError) {
    let (known, outer) = (variables.count, dot)
    try run(&self)
    variables.forget(downTo: known)
    dot = outer
  }

  private mutating func run(_ choice: TemplateChoice) throws(TextError) {
    for (condition, body) in choice.branches {
      let value = try value(of: condition)
      guard value.isTrue else { continue }
      if choice.setsDot { dot = value }
      return try run(body)
    }
    try run(choice.otherwise)
  }

  private mutating func run(_ loop: TemplateLoop) throws(TextError) {
    let value = try value(of: loop.elements)
    guard case .list(let elements) = value else {
      throw TextError(loop.elements.offset, "range expects a list, found \(value.kind)")
    }
    if elements.isEmpty { return try run(loop.otherwise) }
    for (index, element) in elements.enumerated() {
      dot = element
      try scoped { evaluator throws(TextError) in
        evaluator.declare(loop.elements.variables, .integer(index), element)
        try evaluator.run(loop.body)
      }
    }
  }

  private mutating func declare(_ names: [String], _ index: TemplateValue, _ element: TemplateValue) {
    if names.count == 2 { variables.declare(names[0], index) }
    if let name = names.last { variables.declare(name, element) }
  }

  // MARK: Values

  /// Runs the commands of a pipeline, and sets its variable.
  private mutating func value(of pipeline: TemplatePipeline) throws(TextError) -> TemplateValue {
    var value: TemplateValue?
    for command in pipeline.commands { value = try self.value(of: command, piped: value) }
    guard let value else { throw TextError(pipeline.offset, "expected a value") }
    if pipeline.variables.count == 1, let name = pipeline.variables.first { set(name, value, pipeline.isDeclaration) }
    return value
  }

  private mutating func set(_ name: String, _ value: TemplateValue, _ isDeclaration: Bool) {
    if isDeclaration || !variables.assign(name, value) { variables.declare(name, value) }
  }

  private mutating func value(of command: TemplateCommand, piped: TemplateValue?) throws(TextError) -> TemplateValue {
    try work.spend(1, at: command.offset)
    switch command.kind {
    case .value(let operand): return try value(of: operand)
    case .call(let function, let operands):
      let isEnough = function.arity.contains(operands.count + (piped == nil ? 0 : 1))
      guard isEnough else { throw TextError(command.offset, function.expectation) }
      var call = TemplateCall(function: function, offset: command.offset)
      for operand in operands where !call.isDecided { call.arguments.append(try value(of: operand)) }
      if let piped, !call.isDecided { call.arguments.append(piped) }
      return try self.value(of: call)
    }
  }

  private mutating func value(of operand: TemplateOperand) throws(TextError) -> TemplateValue {
    try work.spend(1, at: operand.offset)
    var value: TemplateValue
    switch operand.base {
    case .dot: value = dot
    case .variable(let name): value = variables[name] ?? .text("")
    case .literal(let literal): value = literal
    case .pipeline(let pipeline): value = try self.value(of: pipeline)
    }
    for name in operand.fields { value = try field(name, of: value, operand.offset) }
    return value
  }

  private func field(_ name: String, of value: TemplateValue, _ offset: Int) throws(TextError) -> TemplateValue {
    guard value == .environment else { throw TextError(offset, "\(value.kind) has no field '.\(name)'") }
    return .text(environment[name] ?? "")
  }

  /// The text an action puts out.
  func text(_ value: TemplateValue, _ offset: Int) throws(TextError) -> String {
    guard value != .environment else { throw TextError(offset, "the whole environment cannot be put out as text") }
    return value.text
  }
}
