/// A part of a template. Go: `parse.Node`.
indirect enum TemplateNode {
  /// Octets of the file that are put out as they are.
  case plain(Range<Int>)
  /// `{{ pipeline }}`; the offset is that of its braces.
  case action(TemplatePipeline, at: Int)
  /// `if` and `with`.
  case choice(TemplateChoice)
  /// `range`.
  case loop(TemplateLoop)
}

/// `if … else if … else … end`, and `with`, which makes what it tests the dot.
struct TemplateChoice {
  var branches: [(condition: TemplatePipeline, body: [TemplateNode])] = []
  var otherwise: [TemplateNode] = []
  let setsDot: Bool
}

/// `range … else … end`.
struct TemplateLoop {
  let elements: TemplatePipeline
  var body: [TemplateNode] = []
  /// What is put out where there is no element.
  var otherwise: [TemplateNode] = []
}

/// Commands of which each gets the value of the one before as its last argument.
struct TemplatePipeline {
  /// What the value is kept as; one name, or those of index and element in a `range`.
  var variables: [String] = []
  /// `:=`, not `=`.
  var isDeclaration = true
  var commands: [TemplateCommand] = []
  let offset: Int
}

/// One step of a pipeline.
struct TemplateCommand {
  enum Kind {
    case value(TemplateOperand)
    case call(TemplateFunction, [TemplateOperand])
  }
  let kind: Kind
  let offset: Int
}

/// What a command works with.
struct TemplateOperand {
  indirect enum Base {
    case dot
    case variable(String)
    case literal(TemplateValue)
    case pipeline(TemplatePipeline)
  }
  let base: Base
  /// The fields behind it: those of `$.A`.
  var fields: [String] = []
  let offset: Int
}
