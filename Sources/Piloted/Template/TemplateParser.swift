/// Parses a template's text, actions and control structures. Go: `parse.Tree`.
struct TemplateParser {
  private var reader: TemplateTokenReader
  private var pipelines = TemplatePipelineParser()
  private var depth = 0

  /// Deeper structures are no configuration, and each level takes some of the stack.
  static let maximumDepth = 64

  private static let unsupported: Set = ["break", "continue", "define", "template", "block"]

  /// The nodes of a template.
  static func nodes(_ octets: [UInt8]) throws(TextError) -> [TemplateNode] {
    var parser = TemplateParser(reader: TemplateTokenReader(try TemplateLexer.tokens(octets)))
    let nodes = try parser.list()
    guard parser.reader.peek.kind == .end else { throw parser.reader.unexpected("outside of if, with and range") }
    return nodes
  }

  /// Reads nodes up to the end of the file, or up to an `else` or `end`, whose braces are stepped over.
  private mutating func list() throws(TextError) -> [TemplateNode] {
    var nodes: [TemplateNode] = []
    while true {
      let token = reader.peek
      switch token.kind {
      case .plain(let range):
        reader.skip()
        nodes.append(.plain(range))
      case .open:
        reader.skip()
        if reader.peek.kind == .word("else") || reader.peek.kind == .word("end") { return nodes }
        nodes.append(try action(token.offset))
      default: return nodes
      }
    }
  }

  private mutating func action(_ open: Int) throws(TextError) -> TemplateNode {
    guard case .word(let word) = reader.peek.kind else { return try output(open) }
    switch word {
    case "if", "with": return .choice(try nested { parser throws(TextError) in try parser.choice(word, open) })
    case "range": return .loop(try nested { parser throws(TextError) in try parser.loop(open) })
    case _ where Self.unsupported.contains(word): throw TextError(reader.peek.offset, "'\(word)' is not supported")
    default: return try output(open)
    }
  }

  private mutating func output(_ open: Int) throws(TextError) -> TemplateNode {
    let pipeline = try pipelines.pipeline(&reader, declares: .one)
    try close()
    return .action(pipeline, at: open)
  }

  private mutating func choice(_ word: String, _ open: Int) throws(TextError) -> TemplateChoice {
    var choice = TemplateChoice(setsDot: word == "with")
    repeat {
      reader.skip()
      let condition = try pipelines.pipeline(&reader, declares: .one)
      try close()
      choice.branches.append((condition, try body(word, open)))
    } while try elseIf(word)
    choice.otherwise = try elseBody(word, open)
    return choice
  }

  /// Steps over `else` if `if` follows it.
  private mutating func elseIf(_ word: String) throws(TextError) -> Bool {
    guard word == "if", reader.peek.kind == .word("else"), reader.second.kind == .word("if") else { return false }
    reader.skip()
    return true
  }

  private mutating func loop(_ open: Int) throws(TextError) -> TemplateLoop {
    reader.skip()
    var loop = TemplateLoop(elements: try pipelines.pipeline(&reader, declares: .indexAndElement))
    try close()
    loop.body = try body("range", open)
    loop.otherwise = try elseBody("range", open)
    return loop
  }

  /// Reads the nodes up to an `else` or `end`, which has to come; their variables end there.
  private mutating func body(_ word: String, _ open: Int) throws(TextError) -> [TemplateNode] {
    let known = pipelines.variables.count
    let nodes = try list()
    pipelines.variables.forget(downTo: known)
    guard case .word = reader.peek.kind else { throw TextError(open, "'\(word)' without 'end'") }
    return nodes
  }

  /// Reads an `else` if there is one, and the `end`.
  private mutating func elseBody(_ word: String, _ open: Int) throws(TextError) -> [TemplateNode] {
    var nodes: [TemplateNode] = []
    if reader.next(.word("else")) != nil {
      try close()
      nodes = try body(word, open)
    }
    guard reader.next(.word("end")) != nil else { throw reader.unexpected("where 'end' was expected") }
    try close()
    return nodes
  }

  private mutating func close() throws(TextError) {
    guard reader.next(.close) != nil else { throw reader.unexpected("where '}}' was expected") }
  }

  /// Parses a structure one level deeper; what it declares ends with it.
  private mutating func nested<Node>(
    _ parse: (inout TemplateParser) throws(TextError) -> Node
  ) throws(TextError) -> Node {
    guard depth < Self.maximumDepth else {
      throw TextError(reader.peek.offset, "more than \(Self.maximumDepth) structures in one another")
    }
    let known = pipelines.variables.count
    depth += 1
    let node = try parse(&self)
    depth -= 1
    pipelines.variables.forget(downTo: known)
    return node
  }
}
