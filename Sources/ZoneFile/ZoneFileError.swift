/// What is wrong with a zone file, and where.
package struct ZoneFileError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// The line on which the record begins; absent where the whole file is meant.
  package let line: Int?
  package let message: String
  /// Whether the zone can be served nevertheless.
  package var isWarning = false

  /// `FILE:LINE: message`, or `FILE:LINE: warning: message`.
  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return place + (isWarning ? ": warning: " : ": ") + message
  }
}
