internal import Glibc

/// A program that this one has started. It has the same standard streams and terminal, and the signals' usual meanings.
package final class ChildProcess: Sendable {
  private let identifier: pid_t
  private let hasEnded = Guarded(false)

  /// Starts a command; its first word is looked for in PATH.
  ///
  /// - Throws: ``ChildProcessError``.
  package init(_ command: [String]) throws(ChildProcessError) {
    // Where it is ignored, the kernel keeps no status of a program that has ended.
    signal(SIGCHLD, SIG_DFL)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // What this program ignores or blocks for its own sake would stay so in the other.
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    // The copies are freed at the end of this function; posix_spawnp has read them by then.
    var words = unsafe command.map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier: pid_t = 0
    let number = unsafe posix_spawnp(&identifier, command.first ?? "", nil, &attributes, &words, environ)
    guard number == 0 else { throw ChildProcessError(command: command.first ?? "", number: number) }
    self.identifier = identifier
  }

  /// Sends it a signal, unless it has ended.
  package func send(_ signal: CInt) {
    hasEnded.withLock { hasEnded in
      if !hasEnded { kill(identifier, signal) }
    }
  }

  /// Waits, on a thread of its own, until it has ended. To be called once.
  package func waitForEnd() async -> ChildStatus {
    await withCheckedContinuation { continuation in
      startThread { [self] in continuation.resume(returning: wait()) }
    }
  }

  private func wait() -> ChildStatus {
    var information = unsafe siginfo_t()
    // Its number stays its own until it is reaped under the lock, so no signal can reach another process.
    while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    return hasEnded.withLock { hasEnded in
      hasEnded = true
      var status: CInt = 0
      let reaped = unsafe waitpid(identifier, &status, 0)
      precondition(reaped == identifier, "a program that was started and not waited for has a status")
      return ChildStatus(status)
    }
  }

  /// Whether this program was started from a terminal, which sends its signals to all programs in front of it.
  package static var sharesTerminal: Bool { isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp() }
}

/// How a program has ended.
package enum ChildStatus: Sendable, Equatable {
  case exited(CInt)
  case killed(signal: CInt)

  /// From what waitpid gives.
  init(_ status: CInt) { self = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: status & 0x7F) }

  /// What a shell makes of it.
  package var exitCode: CInt {
    switch self {
    case .exited(let code): code
    case .killed(let signal): 128 + signal
    }
  }
}

/// Why a program can't be started.
package struct ChildProcessError: Error, CustomStringConvertible {
  let command: String
  let number: CInt

  /// What a shell returns in such a case.
  package var exitCode: CInt { number == ENOENT ? 127 : 126 }

  package var description: String { "\(command): \(systemMessage(number))" }
}
