/// Waits until something is so, looking every few milliseconds; false where it is not within the time.
package func eventually(_ limit: Duration = .seconds(30), _ isSo: @Sendable () async -> Bool) async -> Bool {
  let start = ContinuousClock.now
  while await !isSo() {
    guard ContinuousClock.now - start < limit else { return false }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return true
}
