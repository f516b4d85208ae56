/// Why a service's instances are not known.
public enum ServiceWatchError: Error, Equatable, CustomStringConvertible {
  /// The backend has not answered within the time given.
  case timedOut
  /// The backend is gone, with the reason; what it said last is in the watch.
  case unreachable(reason: String)
  /// The watch was closed.
  case closed

  /// A line for the log.
  public var description: String {
    switch self {
    case .timedOut: "the backend has not answered in time"
    case .unreachable(let reason): "the backend is gone: \(reason)"
    case .closed: "the watch is closed"
    }
  }
}

extension ServiceWatch {
  /// Waits until the set is what the backend has; a service without instances is then known to have none.
  ///
  /// - Parameters:
  ///   - timeout: how long to wait.
  ///   - endsWhenLost: whether a backend that is gone is reported at once; else only after the whole time, since it may be back,
  ///     or one of its peers be there.
  ///   - clock: the time.
  /// - Throws: ``ServiceWatchError``.
  public func waitUntilCurrent<WaitClock: Clock>(
    timeout: Duration, endsWhenLost: Bool = false, clock: WaitClock = ContinuousClock()
  ) async throws(ServiceWatchError) where WaitClock.Duration == Duration {
    let status = await within(timeout, by: clock) { await self.firstFinalStatus(endsWhenLost) } ?? nil
    switch status ?? self.status {
    case .current: return
    case .waiting: throw .timedOut
    case .lost(let reason): throw .unreachable(reason: reason)
    case .closed: throw .closed
    }
  }

  private func firstFinalStatus(_ endsWhenLost: Bool) async -> Status? {
    for await status in statuses {
      switch status {
      case .current, .closed: return status
      case .lost where endsWhenLost: return status
      case .lost, .waiting: continue
      }
    }
    return nil
  }
}
