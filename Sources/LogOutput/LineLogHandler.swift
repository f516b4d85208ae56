package import Logging

/// Hands what a `Logger` is told to a ``LogWriter``.
package struct LineLogHandler: LogHandler {
  private let label: String
  private let writer: LogWriter
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  /// A handler of messages of at least `level`.
  package init(label: String, level: Logger.Level, writer: LogWriter) {
    (self.label, logLevel, self.writer) = (label, level, writer)
  }

  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
    if let given = event.metadata { fields.merge(given) { $1 } }
    if let error = event.error { fields["error"] = "\(error)" }
    writer.write(
      LogLine(
        time: TimeText.now, level: event.level, label: label, message: event.message.description,
        fields: fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }
}
