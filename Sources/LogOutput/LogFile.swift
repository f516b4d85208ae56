internal import Glibc
internal import HostSystem

/// The file that lines go to.
struct LogFile: Sendable {
  private let number: CInt
  /// Whether a line was begun and not ended, so that what comes next would be taken for a part of it.
  private var isMidLine = false

  init(number: CInt) { self.number = number }

  /// Has the calling thread get an error, and the process no signal, where nobody is left to read a pipe.
  static func ignoreClosedPipes() {
    var signals = sigset_t()
    _ = unsafe (sigemptyset(&signals), sigaddset(&signals, SIGPIPE), pthread_sigmask(SIG_BLOCK, &signals, nil))
  }

  /// Writes lines, waiting as long as that takes.
  ///
  /// - Returns: how many of them could not be written.
  mutating func write(_ lines: [UInt8]) -> Int {
    let end: [UInt8] = [0x0A]
    if isMidLine, !writeToStream(end, number).rest.isEmpty { return Self.count(lines[...]) }
    isMidLine = false
    let (rest, _) = writeToStream(lines, number)
    isMidLine = !rest.isEmpty && rest.startIndex > 0 && lines[rest.startIndex - 1] != 0x0A
    return Self.count(rest)
  }

  private static func count(_ lines: ArraySlice<UInt8>) -> Int { lines.count { $0 == 0x0A } }
}
