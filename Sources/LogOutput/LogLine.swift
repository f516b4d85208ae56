package import Logging

/// One line of the log, before it is put into words.
package struct LogLine: Sendable {
  /// Nanoseconds since 1970, UTC.
  package var time: Int64
  package var level: Logger.Level
  /// Who says it.
  package var label: String
  package var message: String
  /// What programs pick lines by, in the order in which it is written.
  package var fields: [(name: String, value: Logger.MetadataValue)]

  /// A line of its parts.
  package init(
    time: Int64, level: Logger.Level, label: String, message: String,
    fields: [(name: String, value: Logger.MetadataValue)] = []
  ) {
    (self.time, self.level, self.label, self.message, self.fields) = (time, level, label, message, fields)
  }
}
