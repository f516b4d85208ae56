import Glibc

/// A file that a server replaces by another each time that it saves.
struct ReplacedFile: Sendable {
  let path: String

  /// The number of the file that was saved last; absent where there is none. Each time it is another file.
  var number: UInt64? { Self.number(path) }

  /// Whether there is a file that is being written, or was when the server was killed.
  var hasNew: Bool { Self.number(newPath) != nil }

  /// Removes what a killed server was writing.
  func removeNew() { _ = unsafe unlink(newPath) }

  /// Waits until something is so, five seconds at most; whether it is: what changes is saved within a second.
  func waits(for isSo: () -> Bool) async -> Bool {
    let start = ContinuousClock.now
    while !isSo(), ContinuousClock.now - start < .seconds(5) { try? await Task.sleep(for: .microseconds(200)) }
    return isSo()
  }

  private var newPath: String { path + ".new" }

  private static func number(_ path: String) -> UInt64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }
}
