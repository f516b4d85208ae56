/// What a service manager is told of this program, in the words of sd_notify(3): events in, messages out.
package struct ServiceProgress: Sendable {
  /// What has happened.
  package enum Event: Sendable, Equatable {
    /// The program does its work now; in one line, how.
    case ready(String)
    /// Files are being read again, since so many microseconds of the monotonic clock.
    case reloading(since: UInt64)
    /// They have been read.
    case reloaded
    /// The program has proven that it does its work.
    case alive
    /// It is about to end.
    case stopping
  }

  private enum Phase { case starting, ready, reloading, stopping }
  private var phase = Phase.starting
  private var status = ""

  package init() {}

  /// The message that an event calls for; absent where there is nothing to say: before the program is ready a reload would pass for
  /// readiness, and what ends stays ending.
  package mutating func receive(_ event: Event) -> String? {
    switch (event, phase) {
    case (.ready(let line), .starting):
      (phase, status) = (.ready, Self.oneLine(line))
      return readiness
    case (.reloading(let time), .ready):
      phase = .reloading
      return "RELOADING=1\nMONOTONIC_USEC=\(time)\nSTATUS=Reading files again"
    case (.reloaded, .reloading):
      phase = .ready
      return readiness
    case (.alive, .ready), (.alive, .reloading): return "WATCHDOG=1"
    case (.stopping, .starting), (.stopping, .ready), (.stopping, .reloading):
      phase = .stopping
      return "STOPPING=1\nSTATUS=Stopping"
    default: return nil
    }
  }

  private var readiness: String { "READY=1\nSTATUS=\(status)" }

  /// Each line of a message is an assignment, so that a status must have no second one.
  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
