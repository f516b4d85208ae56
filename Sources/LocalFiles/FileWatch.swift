internal import Glibc
internal import HostSystem

/// Notices changes of a file through inotify on its folder, so that a file that is replaced is noticed as one that is
/// written to. A thread waits in the kernel; without changes it costs nothing.
package final class FileWatch: Sendable {
  /// One element for changes that lie close together; several before one is seen count as one.
  package let changes: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let notifications: CInt
  private let folder: CInt
  private let name: String

  /// Editors write a file in several steps; what lies closer together than this, in milliseconds, is one change.
  private static let settlingTime: CInt = 50
  /// Set in a notification that the folder is not watched any more.
  private static let ignored: UInt32 = 0x8000

  /// Whether the system can tell of changes.
  package var isWatching: Bool { folder >= 0 }

  /// Watches the file at `path`; where the system can't, there are no changes.
  package init(_ path: String) {
    name = LocalFile.name(of: path)
    (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    notifications = inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK))
    let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY | IN_CREATE)
    folder = unsafe inotify_add_watch(notifications, LocalFile.folder(of: path), mask)
    if folder >= 0 { startThread { [self] in run() } } else { close(notifications) }
  }

  /// Ends the watch and, since that is notified, its thread.
  package func stop() {
    continuation.finish()
    if folder >= 0 { inotify_rm_watch(notifications, folder) }
  }

  private func run() {
    defer { close(notifications) }
    while true {
      _ = wait(-1)
      var seen = drain()
      while seen == .file, wait(Self.settlingTime) { seen = max(seen, drain()) }
      if seen == .end { return }
      if seen == .file { continuation.yield() }
    }
  }

  /// Waits for notifications, `time` milliseconds at most.
  private func wait(_ time: CInt) -> Bool {
    var polled = pollfd(fd: notifications, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&polled, 1, time) < 0 && errno == EINTR {}
    return polled.revents != 0
  }

  /// What notifications are about; of several the last counts.
  private enum Subject: Int, Comparable {
    case nothing, file, end
    static func < (left: Subject, right: Subject) -> Bool { left.rawValue < right.rawValue }
  }

  /// Reads what has been notified.
  private func drain() -> Subject {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    var subject = Subject.nothing
    while true {
      let count = unsafe read(notifications, &buffer, buffer.count)
      guard count > 0 else { return subject }
      subject = max(subject, self.subject(of: buffer.prefix(count)))
    }
  }

  /// A notification is 16 octets, of which the second four are its kind and the last four the length of the name behind it.
  private func subject(of notifications: ArraySlice<UInt8>) -> Subject {
    var (subject, rest) = (Subject.nothing, notifications)
    while rest.count >= 16 {
      let (kind, length) = (Self.number(rest.dropFirst(4)), Int(Self.number(rest.dropFirst(12))))
      let isFile = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }.elementsEqual(name.utf8)
      subject = max(subject, kind & Self.ignored != 0 ? .end : isFile ? .file : .nothing)
      rest = rest.dropFirst(16 + length)
    }
    return subject
  }

  private static func number(_ octets: ArraySlice<UInt8>) -> UInt32 {
    octets.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
