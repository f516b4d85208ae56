internal import Glibc

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
    if isMidLine, !writeRest(of: end).isEmpty { return Self.count(lines[...]) }
    isMidLine = false
    let rest = writeRest(of: lines)
    isMidLine = !rest.isEmpty && rest.startIndex > 0 && lines[rest.startIndex - 1] != 0x0A
    return Self.count(rest)
  }

  private static func count(_ lines: ArraySlice<UInt8>) -> Int { lines.count { $0 == 0x0A } }

  /// Writes octets until the file takes no more.
  ///
  /// - Returns: those that it did not take.
  private func writeRest(of octets: [UInt8]) -> ArraySlice<UInt8> {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        waitForRoom()
      } else if errno != EINTR {
        break
      }
    }
    return rest
  }

  /// Who started this program may have set the file not to wait.
  private func waitForRoom() {
    var wanted = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&wanted, 1, -1)
  }
}
