internal import Dispatch
internal import HostSystem
internal import Logging

/// Writes lines to a file, such as standard error, on a thread of its own: whoever logs never waits for whoever reads. What there is
/// no room for meanwhile is dropped and counted, and the log says how much that was.
package final class LogWriter: Sendable {
  private let state: Guarded<(queue: LogQueue, told: DispatchSemaphore?)>
  private let wake = DispatchSemaphore(value: 0)
  private let format: LogFormat
  private let file: LogFile

  /// The label of what the writer says itself.
  package static let label = "doyen"

  /// A writer to an open file, which stays open.
  package convenience init(_ number: CInt, format: LogFormat) {
    self.init(number, format: format, maximumOctets: LogQueue.usualMaximum)
  }

  init(_ number: CInt, format: LogFormat, maximumOctets: Int) {
    (file, self.format) = (LogFile(number: number), format)
    state = Guarded((LogQueue(maximumOctets: maximumOctets), nil))
    startThread { [weak self, wake] in
      LogFile.ignoreClosedPipes()
      while true {
        wake.wait()
        guard let self else { return }
        writeAll()
      }
    }
  }

  deinit { wake.signal() }

  /// Has a line written; never waits.
  package func write(_ line: LogLine) {
    let octets = format.octets(of: line)
    if state.withLock({ $0.queue.add(octets) }) { wake.signal() }
  }

  /// How many lines were lost so far.
  package var lostCount: Int { state.withLock { $0.queue.totalLost } }

  /// Waits until all is written, so many milliseconds at most: before the process ends.
  package func flush(milliseconds: Int) {
    let told = DispatchSemaphore(value: 0)
    state.withLock { $0.told = told }
    wake.signal()
    _ = told.wait(timeout: .now() + .milliseconds(milliseconds))
  }

  private func writeAll() {
    while let (octets, lost) = takeOrTell() {
      write(octets)
      // Not counted itself, but said again with the next ones.
      if lost > 0, file.write(format.octets(of: Self.line(lost: lost))) > 0 {
        state.withLock { $0.queue.noteUntold(lost) }
      }
    }
  }

  /// What is to be written; where that is nothing, whoever waits for it is told, in one step with the look.
  private func takeOrTell() -> (octets: [UInt8], lost: Int)? {
    state.withLock { state in
      let taken = state.queue.take()
      if taken == nil {
        state.told?.signal()
        state.told = nil
      }
      return taken
    }
  }

  /// Writes octets, or counts their lines as lost.
  private func write(_ octets: [UInt8]) {
    let lost = file.write(octets)
    if lost > 0 { state.withLock { $0.queue.noteLost(lost) } }
  }

  private static func line(lost: Int) -> LogLine {
    LogLine(
      time: TimeText.now, level: .warning, label: label,
      message: "\(lost) lines of the log are lost: nobody took them in time",
      fields: [("lines", .stringConvertible(lost))])
  }
}
