internal import Glibc

/// Ends this process, with status 1, where the system refuses what no server can do without: descriptors have run out, or memory.
/// That is no mistake of the program's, so a line on standard error says it instead of a trap.
///
/// - Parameters:
///   - call: the system call that was refused.
///   - number: why, as an error number.
package func endProcess(_ call: String, _ number: CInt) -> Never {
  let line = Array("Error: \(call): \(systemMessage(number))\n".utf8)
  _ = unsafe write(STDERR_FILENO, line, line.count)
  // What exit(3) does beside is not for a process whose other threads go on meanwhile.
  _exit(1)
}
