internal import Glibc

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

/// The system's words for an error number, such as `No such file or directory`.
package func systemMessage(_ number: CInt) -> String {
  var text = [CChar](repeating: 0, count: 256)
  guard unsafe strerror_r(number, &text, text.count) == 0 else { return "error \(number)" }
  return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
