/// How long something is waited for that has to come: a machine that stands still for a while is no failure.
package let hangLimit = Duration.seconds(300)

/// Waits until something is so, looking every few milliseconds; false where it is not within the time, or the test is over.
package func eventually(_ limit: Duration = hangLimit, _ isSo: @Sendable () async -> Bool) async -> Bool {
  let start = ContinuousClock.now
  while await !isSo() {
    guard ContinuousClock.now - start < limit, !Task.isCancelled else { return false }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return true
}
