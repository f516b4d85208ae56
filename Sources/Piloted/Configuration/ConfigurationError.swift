/// What is wrong with a configuration, and where.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The file, or the variable or argument that holds the text.
  public let source: String
  /// The line in the text as written, from 1; absent where the whole is meant.
  public let line: Int?
  /// The column, from 1, a Unicode scalar each; absent where the whole is meant.
  public let column: Int?
  /// The path of the key, and what was expected there.
  public let message: String

  /// `FILE:LINE:COLUMN: message`.
  public var description: String {
    guard let line, let column else { return "\(source): \(message)" }
    return "\(source):\(line):\(column): \(message)"
  }

  init(source: String, message: String) {
    self.source = source
    self.message = message
    (line, column) = (nil, nil)
  }

  init(source: String, place: TextPlace, message: String) {
    self.source = source
    self.message = message
    (line, column) = (place.line, place.column)
  }
}
