internal import Glibc

/// The service manager that started this program, such as systemd, as far as it wants to hear of it; else nobody.
package final class ServiceManager: Sendable {
  private let socket: NotifySocket?
  private let progress = Guarded(ServiceProgress())
  /// How long the manager waits for the next sign of life before it ends the program; absent where it does not.
  package let watchdogTimeout: Duration?

  /// The manager that the environment names, NOTIFY_SOCKET and sd_watchdog_enabled(3).
  package init(variables: [String: String], process: CInt = getpid()) {
    let socket = variables["NOTIFY_SOCKET"].flatMap { NotifySocket($0) }
    self.socket = socket
    watchdogTimeout = socket == nil ? nil : Self.watchdogTimeout(variables, process)
  }

  /// Tells what has happened. A manager that does not listen is passed over.
  package func note(_ event: ServiceProgress.Event) {
    guard let socket, let message = progress.withLock({ $0.receive(event) }) else { return }
    socket.send(message)
  }

  /// Tells that files are being read again, now.
  package func noteReloading() { note(.reloading(since: Self.monotonicMicroseconds)) }

  static func watchdogTimeout(_ variables: [String: String], _ process: CInt) -> Duration? {
    guard let time = variables["WATCHDOG_USEC"].flatMap({ UInt32($0) }), time > 0 else { return nil }
    // Where a process is named, it is for that one alone.
    if let named = variables["WATCHDOG_PID"], CInt(named) != process { return nil }
    return .microseconds(Int(time))
  }

  private static var monotonicMicroseconds: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
  }
}
