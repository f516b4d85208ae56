internal import Glibc

extension LocalFile {
  /// As many symbolic links are followed, as the kernel does (path_resolution(7)); more are a circle.
  private static let maximumLinks = 40

  /// Every symbolic link on the way that a path leads, in its folders' names too, and what is at the end: a change of any of these is a
  /// change of the file.
  package static func linkedPaths(of path: String) -> [String] {
    var (found, folder, links): ([String], String, Int) = ([], path.hasPrefix("/") ? "" : currentFolder, 0)
    var rest = components(of: path)
    while !rest.isEmpty {
      let name = rest.removeFirst()
      guard name != ".." else {
        folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
        continue
      }
      let next = folder + "/" + name
      guard let target = target(ofLink: next), links < maximumLinks else {
        folder = next
        continue
      }
      (links, rest) = (links + 1, components(of: target) + rest)
      found.append(next)
      if target.hasPrefix("/") { folder = "" }
    }
    return found + [folder.isEmpty ? "/" : folder]
  }

  private static func components(of path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }

  /// What a symbolic link leads to; absent for anything else.
  private static func target(ofLink path: String) -> String? {
    var octets = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &octets, octets.count)
    return count > 0 ? String(decoding: octets.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  /// The folder that relative paths begin in, without a slash at its end.
  private static var currentFolder: String {
    guard let path = unsafe getcwd(nil, 0) else { return "" }
    defer { unsafe free(path) }
    let folder = unsafe String(cString: path)
    return folder == "/" ? "" : folder
  }
}
