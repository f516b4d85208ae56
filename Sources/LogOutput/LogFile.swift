internal import Glibc

/// The file that lines go to.
struct LogFile: Sendable {
  let number: CInt

  /// Has the calling thread get an error, and the process no signal, where nobody is left to read a pipe.
  static func ignoreClosedPipes() {
    var signals = sigset_t()
    _ = unsafe (sigemptyset(&signals), sigaddset(&signals, SIGPIPE), pthread_sigmask(SIG_BLOCK, &signals, nil))
  }

  /// Writes lines, waiting as long as that takes.
  ///
  /// - Returns: how many of them could not be written.
  func write(_ octets: [UInt8]) -> Int {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        waitForRoom()
      } else if errno != EINTR {
        return rest.count { $0 == 0x0A }
      }
    }
    return 0
  }

  /// Who started this program may have set the file not to wait.
  private func waitForRoom() {
    var wanted = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&wanted, 1, -1)
  }
}
