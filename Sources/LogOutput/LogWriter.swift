internal import Dispatch
internal import HostSystem
internal import Logging

/// Writes lines to a file, such as standard error, on a thread of its own: whoever logs never waits for whoever reads. What there is
/// no room for meanwhile, or on the disk, is dropped and counted, and the log says how much that was as soon as it can.
package final class LogWriter: Sendable {
  private let state: Guarded<(queue: LogQueue, told: DispatchSemaphore?)>
  private let wake = DispatchSemaphore(value: 0)
  private let format: LogFormat

  /// The label of what the writer says itself.
  package static let label = "doyen"

  /// After so many seconds it is tried again to say how many lines are lost: a full disk stays full for longer, and a try costs one
  /// system call.
  private static let usualPause = DispatchTimeInterval.seconds(5)

  /// A writer to an open file, which stays open.
  package convenience init(_ number: CInt, format: LogFormat) {
    self.init(number, format: format, maximumOctets: LogQueue.usualMaximum)
  }

  init(_ number: CInt, format: LogFormat, maximumOctets: Int, pause: DispatchTimeInterval = usualPause) {
    self.format = format
    state = Guarded((LogQueue(maximumOctets: maximumOctets), nil))
    startThread { [weak self, wake] in
      LogFile.ignoreClosedPipes()
      var file = LogFile(number: number)
      var owesLoss = false
      while true {
        _ = wake.wait(timeout: owesLoss ? .now() + pause : .distantFuture)
        guard let self else { return }
        owesLoss = writeAll(to: &file)
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

  /// Writes what waits.
  ///
  /// - Returns: whether lines are lost of which nothing could be said.
  private func writeAll(to file: inout LogFile) -> Bool {
    tell(state.withLock { $0.queue.takeLoss() }, in: &file)
    while let (octets, lost) = takeOrTell() {
      let unwritten = file.write(octets)
      if unwritten > 0 { state.withLock { $0.queue.noteLost(unwritten) } }
      tell(lost, in: &file)
    }
    return state.withLock { $0.queue.owesLoss }
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

  /// Says how many lines are lost. The line that does so is not counted itself, but said again later where it can't be written.
  private func tell(_ lost: Int, in file: inout LogFile) {
    guard lost > 0, file.write(format.octets(of: Self.line(lost: lost))) > 0 else { return }
    state.withLock { $0.queue.noteUntold(lost) }
  }

  private static func line(lost: Int) -> LogLine {
    LogLine(
      time: TimeText.now, level: .warning, label: label,
      message: "\(lost) lines of the log are lost: nobody took them in time",
      fields: [("lines", .stringConvertible(lost))])
  }
}
