internal import HostSystem

/// Wishes to read again, as a stream that one listing follows.
final class Reloads: Sendable {
  private let current = Guarded<AsyncStream<Void>.Continuation?>(nil)

  func request() { current.withLock { _ = $0?.yield() } }

  /// The wishes and the file's changes together; several before one is seen count as one.
  func merged(with changes: AsyncStream<Void>) -> AsyncStream<Void> {
    let (wishes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    current.withLock { $0 = continuation }
    let task = Task { for await _ in changes { continuation.yield() } }
    continuation.onTermination = { _ in task.cancel() }
    return wishes
  }
}
