import Glibc
import TestSupport

/// A file that a server replaces by another each time that it saves.
struct ReplacedFile: Sendable {
  let path: String

  /// The number of the file that was saved last; absent where there is none. Each time it is another file.
  var number: UInt64? { Self.number(path) }

  /// Whether there is a file that is being written, or was when the server was killed.
  var hasNew: Bool { Self.number(newPath) != nil }

  /// Removes what a killed server was writing.
  func removeNew() { _ = unsafe unlink(newPath) }

  /// Waits until something is so; whether it is. What changes is saved within a second, but disks may hang.
  func waits(within time: Duration = .seconds(120), for isSo: () -> Bool) async -> Bool {
    let stopwatch = Stopwatch()
    while !isSo(), stopwatch.elapsed < time { try? await Task.sleep(for: .microseconds(200)) }
    return isSo()
  }

  private var newPath: String { path + ".new" }

  private static func number(_ path: String) -> UInt64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }
}
