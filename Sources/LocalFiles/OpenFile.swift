internal import Glibc
internal import HostSystem

/// An open file, closed at the end of its life.
struct OpenFile: ~Copyable {
  let number: CInt
  private let path: String

  /// Opens a file; a folder is refused where octets are expected.
  init(_ path: String, flags: CInt, mode: mode_t = 0) throws(FileError) {
    number = unsafe open(path, flags | O_CLOEXEC, mode)
    self.path = path
    guard number >= 0 else { throw .last(path) }
  }

  deinit { if number >= 0 { close(number) } }

  /// Opens a regular file to be read. Of a pipe that nobody writes to, reading would never end; so it is opened without waiting, which
  /// means nothing to a regular file.
  static func reading(_ path: String, followsLinks: Bool) throws(FileError) -> OpenFile {
    let file = try OpenFile(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW))
    try file.checkKind()
    return file
  }

  private func checkKind() throws(FileError) {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw .last(path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileError(path, systemMessage(EISDIR))
    default: throw FileError(path, "expected a regular file, found a pipe, a socket or a device")
    }
  }

  /// Reads until the end.
  ///
  /// - Throws: ``FileError`` where there are more than `limit` octets, or reading fails.
  func readAll(limit: Int) throws(FileError) -> [UInt8] {
    var octets: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try readSome(into: &chunk)
      guard count > 0 else { return octets }
      guard octets.count + count <= limit else { throw FileError(path, "larger than \(limit) octets") }
      octets += chunk.prefix(count)
    }
  }

  /// Reads into the beginning of `buffer`: how many octets, at the end none.
  func readSome(into buffer: inout [UInt8]) throws(FileError) -> Int {
    while true {
      let count = unsafe read(number, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .last(path) }
      return count
    }
  }

  /// Writes all of `octets` and waits until they are on the disk.
  func writeAll(_ octets: [UInt8]) throws(FileError) {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .last(path) }
      rest = rest.dropFirst(count)
    }
    try synchronize()
  }

  /// Waits until what was written is on the disk.
  func synchronize() throws(FileError) {
    guard fsync(number) == 0 else { throw .last(path) }
  }
}
