/// Gives a service manager signs of life, as long as the program proves to be alive.
package struct Watchdog<WaitClock: Clock<Duration>>: Sendable {
  /// From one proof to the next: half of what the manager waits, as sd_watchdog_enabled(3) recommends.
  private let interval: Duration
  /// From one attempt to the next where the last one failed: a proof may get lost where there is a flood of questions, so there have
  /// to be several attempts before the manager loses patience.
  private let pause: Duration
  private let clock: WaitClock
  private let isAlive: @Sendable () async -> Bool
  private let sign: @Sendable () -> Void

  /// As many pauses are in an interval.
  private static var attempts: Int { 20 }

  /// A watchdog.
  ///
  /// - Parameters:
  ///   - timeout: how long the manager waits.
  ///   - clock: what time is measured by.
  ///   - isAlive: whether the program can prove it now; may take a while.
  ///   - sign: tells the manager.
  package init(
    timeout: Duration, clock: WaitClock = ContinuousClock(), isAlive: @escaping @Sendable () async -> Bool,
    sign: @escaping @Sendable () -> Void
  ) {
    interval = timeout / 2
    pause = timeout / 2 / Self.attempts
    (self.clock, self.isAlive, self.sign) = (clock, isAlive, sign)
  }

  /// Gives signs until it is cancelled.
  package func run() async {
    while !Task.isCancelled {
      let wasAlive = await isAlive()
      if wasAlive { sign() }
      try? await clock.sleep(for: wasAlive ? interval : pause)
    }
  }
}
