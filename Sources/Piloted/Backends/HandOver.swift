internal import Discovery

/// A service that goes from one source to another and back, as a list says: one source follows it, the other has no instances.
enum HandOver {
  /// How long the source that gives a service up goes on: as long as an answer to the other one takes.
  static let time = Duration.seconds(2)

  /// Events of a service that is followed while there is something to follow, and has no instances else.
  ///
  /// - Parameters:
  ///   - changes: what to follow; none while that is another source's.
  ///   - follow: follows until it is cancelled. What it still tells then comes before anything of the next one.
  /// - Returns: the newest event, as long as somebody reads.
  static func events<Subject: Sendable>(
    _ changes: ChangeSequence<Subject?>,
    _ follow: @escaping @Sendable (Subject, AsyncStream<WatchEvent>.Continuation) async -> Void
  ) -> AsyncStream<WatchEvent> {
    let (events, continuation) = AsyncStream.makeStream(of: WatchEvent.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task {
      var following: Task<Void, Never>?
      for await subject in changes {
        if subject == nil, following != nil { try? await Task.sleep(for: time) }
        following?.cancel()
        await following?.value
        if subject == nil { continuation.yield(.current(.empty)) }
        following = subject.map { subject in Task { await follow(subject, continuation) } }
      }
      following?.cancel()
    }
    continuation.onTermination = { _ in task.cancel() }
    return events
  }
}
