internal import Glibc
private import SwiftGlibc

/// Whole files, read within a bound and replaced in one step.
package enum LocalFile {
  /// The octets of a regular file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: as many octets are read at most.
  ///   - followsLinks: whether it may be a symbolic link: not where the folder may be another user's.
  /// - Returns: all of its octets.
  /// - Throws: ``FileError`` where it cannot be read, is of another kind, or has more than `limit` octets.
  package static func read(_ path: String, limit: Int, followsLinks: Bool = true) throws(FileError) -> [UInt8] {
    try OpenFile.reading(path, followsLinks: followsLinks).readAll(limit: limit)
  }

  /// Puts a file with `octets` in the place of the one at `path`: whoever reads it, after a crash too, finds one of the two,
  /// whole. A link that somebody has put in the new one's place is not followed: the folder may be another user's.
  ///
  /// - Throws: ``FileError`` where that fails; the old file is as it was, and nothing is left of the new one.
  package static func replace(_ path: String, with octets: [UInt8]) throws(FileError) {
    let new = path + ".new"
    _ = unsafe unlink(new)
    do throws(FileError) {
      try OpenFile(new, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600).writeAll(octets)
      try rename(new, to: path)
    } catch {
      _ = unsafe unlink(new)
      throw error
    }
    try OpenFile(folder(of: path), flags: O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// Moves a file to another name in its folder.
  package static func rename(_ path: String, to other: String) throws(FileError) {
    guard unsafe SwiftGlibc.rename(path, other) == 0 else { throw .last(path) }
  }

  /// What a path leads to; absent where there is nothing.
  package static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// Whether a path leads to nothing, not merely to what cannot be looked at.
  package static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) != 0 && errno == ENOENT
  }

  package enum Kind: Sendable { case file, folder }

  /// The names in a folder, sorted.
  ///
  /// - Throws: ``FileError`` where it cannot be read.
  package static func names(inFolder path: String) throws(FileError) -> [String] {
    guard let folder = unsafe opendir(path) else { throw .last(path) }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      // The entry is valid until the next call, and its name ends with a zero octet.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      names.append(name)
    }
    return names.sorted()
  }

  /// The folder a path's last component is in.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path's last component.
  package static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
