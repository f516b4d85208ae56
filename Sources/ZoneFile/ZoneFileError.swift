/// What is wrong with a zone file, and where.
package struct ZoneFileError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// The line on which the record begins; absent where the whole file is meant.
  package let line: Int?
  package let message: String

  /// `FILE:LINE: message`.
  package var description: String { line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)" }
}
