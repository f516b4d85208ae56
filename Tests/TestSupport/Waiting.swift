/// Waits until something is so, or the test is over: a time limit cancels a test's task, which a loop that does not ask would never see.
/// Between two looks others have their turn, of which there are hundreds where tests run beside one another.
///
/// - Parameter isSo: asked again and again.
/// - Throws: `CancellationError` once the test's time is over; what `isSo` throws.
package func wait(until isSo: @Sendable () async throws -> Bool) async throws {
  while try await !isSo() { try await Task.sleep(for: .milliseconds(1)) }
}
