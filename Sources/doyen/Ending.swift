internal import Dispatch
internal import Glibc
internal import HostSystem
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// How a server ends when a signal asks for it: in order the first time, at once the second time, and in any case soon.
struct Ending: Sendable {
  let log: ServeLog

  /// The last writing of the services has so long; a disk that takes longer costs what has changed since the writing before.
  static let savingTime = Duration.seconds(2)
  /// The agent's last writing has so long; it writes at every change, so there is one only after the very last.
  static let agentTime = Duration.seconds(1)
  /// All of it has so long, in milliseconds: those two, 1.4 s for what was asked, and the rest for everything that takes no time. Less
  /// than service managers and people have patience.
  private static let longest = 4700
  /// It is counted in steps of so many milliseconds: a machine that stood still meanwhile has lost one of them.
  private static let step = 100

  /// The signals that end a server, from now on: to be taken before it says that it is ready, since whoever reads that may end it.
  static func signals() async -> UnixSignalsSequence { await UnixSignalsSequence(trapping: .sigterm, .sigint) }

  /// Ends a group by signals, until it has ended.
  func follow(_ group: ServiceGroup, _ signals: UnixSignalsSequence) async {
    var hasBegun = false
    for await signal in signals {
      guard !hasBegun else { return endAtOnce(signal) }
      hasBegun = true
      log.logger.notice("\(signal): ending, once what was asked is answered", metadata: ["signal": "\(signal)"])
      endInTime()
      await group.triggerGracefulShutdown()
    }
  }

  /// The status is what a shell makes of a program that the signal has ended.
  private func endAtOnce(_ signal: UnixSignal) {
    log.logger.warning("\(signal) again: ended at once", metadata: ["signal": "\(signal)"])
    log.flush()
    _exit(128 + signal.rawValue)
  }

  /// Ends the process from a thread that depends on nothing else, if it has not ended by then.
  private func endInTime() {
    startThread { [log] in
      let never = DispatchSemaphore(value: 0)
      for _ in 0..<(Self.longest / Self.step) { _ = never.wait(timeout: .now() + .milliseconds(Self.step)) }
      log.logger.critical("the end takes more than \(Self.longest) ms: ended at once")
      log.flush()
      _exit(1)
    }
  }
}
