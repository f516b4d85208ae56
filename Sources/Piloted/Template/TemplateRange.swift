/// The numbers of `loop`: from zero, or from the first of two, up or down to the last, which is not among them.
struct TemplateRange {
  /// As many as a loop may have; ContainerPilot has no bound, but no configuration this many entries.
  static let maximumCount = 100_000

  private let start: Int
  private let end: Int

  /// The range of a call of `loop`.
  init(_ call: TemplateCall) throws(TextError) {
    let bounds = try call.arguments.map { argument throws(TextError) in try Self.bound(argument, call) }
    start = bounds.count == 2 ? bounds[0] : 0
    end = bounds[bounds.count - 1]
    let (count, isTooLarge) = end.subtractingReportingOverflow(start)
    guard !isTooLarge, count.magnitude <= Self.maximumCount else {
      throw call.error("more than \(Self.maximumCount) numbers")
    }
  }

  /// The numbers, in their order.
  var numbers: [TemplateValue] { stride(from: start, to: end, by: start < end ? 1 : -1).map { .integer($0) } }

  /// A bound may be text, since all variables are.
  private static func bound(_ argument: TemplateValue, _ call: TemplateCall) throws(TextError) -> Int {
    switch argument {
    case .integer(let number): return number
    case .text(let text):
      guard let number = Int(text) else { throw call.error("expected a whole number, found \"\(text)\"") }
      return number
    default: throw call.error("expected a whole number, found \(argument.kind)")
    }
  }
}
