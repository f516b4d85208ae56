/// Waits until something is so, or the test is over: a time limit cancels a test's task, which a loop that does not ask would never see.
///
/// - Parameter isSo: asked again and again.
/// - Throws: `CancellationError` once the test's time is over.
package func wait(until isSo: @Sendable () async -> Bool) async throws {
  while await !isSo() {
    try Task.checkCancellation()
    await Task.yield()
  }
}
