import HostSystem
import Logging

/// The warnings of a log, and what a test notes among them.
struct Lines: LogHandler {
  private let lines = Box()
  private final class Box: Sendable { let lines = Guarded<[String]>([]) }
  var (metadata, logLevel): (Logger.Metadata, Logger.Level) = ([:], .warning)
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
  func log(event: LogEvent) { note("\(event.message)") }
  func note(_ line: String) { lines.lines.withLock { $0.append(line) } }
  var all: [String] { lines.lines.withLock { $0 } }
}
