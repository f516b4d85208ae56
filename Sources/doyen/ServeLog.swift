internal import Glibc
internal import Logging
internal import LogOutput

/// The log of a server, on standard error.
struct ServeLog: Sendable {
  let writer: LogWriter
  let logger: Logger

  /// What is logged last has so long, in milliseconds, to be taken by whoever reads it.
  static let flushTime = 250

  /// Begins to log; what libraries log by themselves goes the same way. To be made once in a process.
  init(_ choice: LogChoice) {
    let writer = LogWriter(STDERR_FILENO, format: choice.format)
    LoggingSystem.bootstrap { LineLogHandler(label: $0, level: choice.level, writer: writer) }
    (self.writer, logger) = (writer, Logger(label: LogWriter.label))
  }

  /// Writes a line that is wanted at every level: what somebody waits for, or has asked for.
  func say(_ message: String, _ fields: [(name: String, value: Logger.MetadataValue)]) {
    writer.write(
      LogLine(time: TimeText.now, level: .notice, label: LogWriter.label, message: message, fields: fields))
  }

  /// Waits until all is written, a moment at most.
  func flush() { writer.flush(milliseconds: Self.flushTime) }
}
