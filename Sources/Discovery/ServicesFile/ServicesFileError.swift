/// What is wrong with a services file, and where.
public struct ServicesFileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The line; absent where the whole file is meant.
  public let line: Int?
  /// What was expected.
  public let message: String

  /// `FILE:LINE: message`.
  public var description: String { line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)" }
}
