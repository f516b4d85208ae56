internal import Glibc

/// What tells a file from what was at its path before, as far as the system knows: two that are equal are the same, unchanged.
package struct FileStamp: Sendable, Equatable {
  private let place: [UInt64]
  private let times: [Int]

  /// The stamp of the file at `path`; absent where there is none.
  package init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    place = [UInt64(status.st_dev), UInt64(status.st_ino), UInt64(bitPattern: Int64(status.st_size))]
    times = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
  }
}
