internal import Glibc
internal import HostSystem

/// Why a file could not be read or written: which one, and what the system said.
package struct FileError: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: String

  package init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// The error of the system call that just failed.
  static func last(_ path: String) -> FileError { FileError(path, systemMessage(errno)) }

  /// `FILE: reason`.
  package var description: String { "\(path): \(reason)" }
}
