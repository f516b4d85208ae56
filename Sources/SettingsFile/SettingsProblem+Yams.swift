internal import LocalFiles
internal import Yams

extension SettingsProblem {
  /// What the parser says, in one line.
  init(_ error: any Error, _ text: SettingsText) {
    switch error as? YamlError {
    case .reader(let problem, let offset, _, let yaml):
      let line = offset.map { yaml.prefix($0).count { $0.endsLine } + 1 }
      self.init(text.path, line: line, problem)
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // The end of a text that ends within a line is one line further to the parser.
      let line = min(mark.line, text.lineCount)
      let hint = text.line(line).contains("[") ? "; an address in brackets needs quotes" : ""
      self.init(text.path, line: line, problem + (context.map { ", \($0.text)" } ?? "") + hint)
    case .duplicatedKeysInMapping(let keys, let context):
      // Keys that are lists have no order to the parser: which of several is the first is chance.
      let isFirst = keys.count == 1 || !keys.contains(Self.keyWithoutText)
      let shown = keys.sorted().prefix(Self.maximumKeys).map {
        $0 == Self.keyWithoutText ? "a key that is no text" : "'\($0.shown)'"
      }
      self.init(
        text.path, line: isFirst ? context.mark.line : nil, "given more than once: \(shown.joined(separator: ", "))")
    case let error?: self.init(text.path, "\(error)".shown)
    case nil: self.init(text.path, "\(error)".shown)
    }
  }

  /// As many keys are named in one line.
  private static let maximumKeys = 5
  /// What the parser calls a key that is a list or has keys itself.
  private static let keyWithoutText = "<uncovertable>"
}
