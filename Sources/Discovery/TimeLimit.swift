/// What `body` returns, or nothing once the time is up; `body` is cancelled then, and awaited.
package func within<Result: Sendable, LimitClock: Clock>(
  _ time: Duration, by clock: LimitClock = ContinuousClock(), _ body: @escaping @Sendable () async -> Result
) async -> Result? where LimitClock.Duration == Duration {
  await withTaskGroup(of: Result?.self) { group in
    group.addTask { await body() }
    group.addTask {
      try? await clock.sleep(for: time)
      return nil
    }
    defer { group.cancelAll() }
    return await group.next() ?? nil
  }
}
