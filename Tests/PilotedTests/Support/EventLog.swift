import Discovery
import Logging
import TestBackends

@testable import Piloted

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Everything that a watch tells, written down.
final class EventLog: Sendable {
  private let log = Newest<[(event: WatchEvent, time: ContinuousClock.Instant)]>([])
  private let task: Task<Void, Never>

  /// Reads `events` from now on.
  init(_ events: AsyncStream<WatchEvent>) {
    task = Task { [log] in
      for await event in events { log.change { $0.append((event, .now)) } }
    }
  }

  deinit { task.cancel() }

  /// Ends the watch.
  func stop() { task.cancel() }

  /// What was told so far.
  var events: [WatchEvent] { log.value.map(\.event) }

  /// What was told so far, as text.
  var texts: [String] { events.map(\.text) }

  /// When the last event was told.
  var lastTime: ContinuousClock.Instant? { log.value.last?.time }

  /// Waits for an event that is `isWanted`, of those behind the first `skipped`; absent where there is none within the time.
  func event(
    skipping skipped: Int = 0, within limit: Duration = hangLimit,
    _ isWanted: @escaping @Sendable (WatchEvent) -> Bool
  ) async -> WatchEvent? {
    let found = await Discovery.within(limit) { [log, self] () -> WatchEvent? in
      for await event in log.changes(of: self, { [$1.dropFirst(skipped).map(\.event).first(where: isWanted)] }) {
        if let event { return event }
      }
      return nil
    }
    return found ?? nil
  }

  /// Waits for the text of an event, such as `10.0.0.1:80` or `[]`.
  func waits(for text: String, skipping skipped: Int = 0, within limit: Duration = hangLimit) async -> Bool {
    await event(skipping: skipped, within: limit) { $0.text == text } != nil
  }

  /// Waits for a loss; its reason.
  func loss(skipping skipped: Int = 0, within limit: Duration = hangLimit) async -> String? {
    await event(skipping: skipped, within: limit, \.isLoss)?.reason
  }
}

extension WatchEvent {
  /// The endpoints in order of age, `[]` for none, or the reason of a loss.
  var text: String {
    switch self {
    case .current(let set): set.instances.isEmpty ? "[]" : set.addresses.joined(separator: " ")
    case .lost(let reason), .failed(let reason, nil): "lost: \(reason)"
    case .failed(_, let known?): "partly " + WatchEvent.current(known).text
    }
  }

  var isLoss: Bool {
    switch self {
    case .lost, .failed(_, nil): true
    case .current, .failed: false
    }
  }

  var set: ServiceSet? { if case .current(let set) = self { set } else { nil } }
}

/// Notes down what is logged.
struct NotingLogHandler: LogHandler {
  private let said: Newest<[String]>
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  init(_ said: Newest<[String]>) { self.said = said }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { said.change { $0.append("\(event.message)") } }
}
