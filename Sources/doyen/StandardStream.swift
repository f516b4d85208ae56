internal import ArgumentParser
internal import Glibc
internal import HostSystem

/// A stream on which a command talks to whoever has started it.
///
/// Foundation's `FileHandle` and `print` do not do: the one traps where a pipe is closed or a disk is full, the other keeps silent about it.
struct StandardStream: Sendable {
  /// What was asked for. Nothing else is of use where it can't be written.
  static let output = StandardStream(number: STDOUT_FILENO, name: "standard output")
  /// Words about it, which help where someone reads them.
  static let error = StandardStream(number: STDERR_FILENO, name: "standard error")

  private let number: CInt
  private let name: String

  /// Writes a result, waiting as long as that takes.
  ///
  /// - Throws: `ExitCode`, once standard error says why; nothing is said where the reader of a pipe has had enough.
  func write(_ text: String) throws(ExitCode) {
    let problem = firstProblem(writing: text)
    guard problem != 0 else { return }
    guard problem != EPIPE else { throw ExitCode(Self.statusOfClosedPipe) }
    Self.error.tell("doyen: \(name): \(systemMessage(problem))\n")
    throw .failure
  }

  /// Writes words that nobody has to read.
  func tell(_ text: String) { _ = firstProblem(writing: text) }

  /// What a shell makes of a program that SIGPIPE has ended; whoever started this one may have had it ignored, and NIO does.
  private static let statusOfClosedPipe = 128 + SIGPIPE

  /// The error number of the first octets that could not be written; 0 where all were.
  private func firstProblem(writing text: String) -> CInt { writeToStream(Array(text.utf8), number).problem }

  /// Puts something that refuses to be used in the place of standard streams that are closed; else the first sockets and files would
  /// have their numbers, and be written what is meant for people. To be called before anything is opened.
  static func fillClosed() {
    for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(number, F_GETFD) == -1 {
      // The lowest number that is free is this one.
      _ = unsafe open("/dev/null", mode)
    }
  }
}
