internal import Glibc

/// How lines are written.
package enum LogFormat: Sendable, Equatable {
  /// Time, level, label, message, fields: for people.
  case text
  /// The same for systemd's journal, which notes time and program itself and has the level in front of the line (sd-daemon(3)).
  case journal
  /// One JSON object a line, RFC 8259.
  case json

  /// A line of the log, with its end.
  package func octets(of line: LogLine) -> [UInt8] {
    switch self {
    case .text: Array(LogText.line(line).utf8)
    case .journal: Array(LogText.journalLine(line).utf8)
    case .json: Array(LogJSON.line(line).utf8)
    }
  }

  /// Text in the form that fits where standard error leads: `variables` has JOURNAL_STREAM where systemd has connected it with its
  /// journal, and that names the device and inode, since a shell in between may have connected it with something else.
  package static func text(variables: [String: String], number: CInt = STDERR_FILENO) -> LogFormat {
    var status = stat()
    guard let journal = variables["JOURNAL_STREAM"], unsafe fstat(number, &status) == 0 else { return .text }
    return journal == "\(status.st_dev):\(status.st_ino)" ? .journal : .text
  }
}
