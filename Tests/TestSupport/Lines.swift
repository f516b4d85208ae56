import HostSystem
package import Logging

/// The lines of a log from a level on, and what a test notes among them.
package struct Lines: LogHandler {
  private let lines = Box()
  private final class Box: Sendable { let lines = Guarded<[String]>([]) }
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level

  /// No lines yet.
  package init(from level: Logger.Level = .info) { logLevel = level }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) { note("\(event.message)") }

  /// Adds a line.
  package func note(_ line: String) { lines.lines.withLock { $0.append(line) } }

  /// All lines so far.
  package var all: [String] { lines.lines.withLock { $0 } }
}
