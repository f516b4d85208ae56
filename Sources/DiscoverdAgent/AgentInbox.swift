internal import Discovery
internal import HostSystem

/// What changed since the reader of a listing took it last, and the reader while it waits. The event loop tells a reader that waits
/// what has changed at once, and where the reader's task prefers that loop it goes on there: a registration is published by the
/// thread that has received it.
final class AgentInbox: Sendable {
  /// What a reader is told.
  enum News: Sendable {
    case event(ListingEvent)
    /// Something has changed since: the event loop has it.
    case more
    /// The reader's task is cancelled.
    case ended
  }

  private struct State {
    /// The services that changed while nobody waited.
    var names: Set<String> = []
    var reader: CheckedContinuation<News, Never>?
    var hasEnded = false

    /// What there is to be told at once; absent where `reader` waits from now on.
    mutating func wait(_ reader: CheckedContinuation<News, Never>) -> News? {
      guard !hasEnded else { return .ended }
      guard names.isEmpty else { return .more }
      self.reader = reader
      return nil
    }

    /// Notes that a service has changed; who has to be told that, if somebody waits.
    mutating func note(_ name: String) -> CheckedContinuation<News, Never>? {
      if reader == nil, !hasEnded { names.insert(name) }
      return takeReader()
    }

    mutating func takeReader() -> CheckedContinuation<News, Never>? {
      defer { reader = nil }
      return reader
    }
  }

  private let state = Guarded(State())

  /// Notes, on the event loop, that a service has changed: to what `set` gives.
  func note(_ name: String, _ set: () -> ServiceSet) {
    guard let reader = state.withLock({ $0.note(name) }) else { return }
    reader.resume(returning: .event(.changed([name: set()])))
  }

  /// The services that changed while nobody waited, which is then forgotten.
  func take() -> Set<String> {
    state.withLock { state in
      defer { state.names = [] }
      return state.names
    }
  }

  /// Whether somebody waits: for tests, which have to know when a task has come so far.
  var hasReader: Bool { state.withLock { $0.reader != nil } }

  /// Waits until something has changed, or this task is cancelled.
  func news(isolation actor: isolated (any Actor)? = #isolation) async -> News {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        if let news = state.withLock({ $0.wait(reader) }) { reader.resume(returning: news) }
      }
    } onCancel: {
      end()
    }
  }

  private func end() {
    let reader = state.withLock { state in
      (state.hasEnded, state.names) = (true, [])
      return state.takeReader()
    }
    reader?.resume(returning: .ended)
  }
}
