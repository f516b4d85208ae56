/// A text with actions between `{{` and `}}`, the part of Go's `text/template` that configurations for ContainerPilot use,
/// with ContainerPilot's functions. Go: `template.Template`.
struct Template {
  private let octets: [UInt8]
  private let nodes: [TemplateNode]

  /// Parses a text.
  ///
  /// - Throws: ``TextError`` with the place in `octets`.
  init(parsing octets: [UInt8]) throws(TextError) {
    if let offset = octets.firstOffsetOutsideOfUTF8 { throw TextError(offset, "octets that are not UTF-8") }
    self.octets = octets
    nodes = try TemplateParser.nodes(octets)
  }

  /// Fills in the variables of an environment; one that is missing is empty.
  ///
  /// - Throws: ``TextError`` with the place in the text as written.
  func render(_ environment: [String: String]) throws(TextError) -> RenderedText {
    var evaluator = TemplateEvaluator(source: octets, environment: environment)
    try evaluator.run(nodes)
    return evaluator.output
  }
}

extension [UInt8] {
  fileprivate var firstOffsetOutsideOfUTF8: Int? {
    guard String(validating: self, as: UTF8.self) == nil else { return nil }
    var decoder = Unicode.UTF8.ForwardParser()
    var (iterator, offset) = (makeIterator(), 0)
    while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { offset += scalar.count }
    return offset
  }
}
