internal import Glibc

extension LocalFile {
  /// Why a file is set aside.
  package enum Fault: Sendable {
    /// It is not what was once written.
    case damaged
    /// A later release has written it, and may want it again.
    case newer
  }

  /// As many damaged files are kept of one name: enough to look into, not enough to fill a disk.
  package static let maximumDamaged = 3

  /// Moves a file that cannot be used out of the way: to `PATH.damaged-SECONDS`, of which the oldest go, or to `PATH.newer`. Where the
  /// clock was set back, the number is one more than the newest one's, so that the numbers tell which came first.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - fault: why.
  ///   - seconds: the time, since 1970.
  /// - Returns: the new path; absent where the file could not be moved.
  package static func setAside(_ path: String, as fault: Fault, at seconds: UInt32) -> String? {
    let (prefix, kept) = (path + ".damaged-", damagedNumbers(of: path))
    let number = max(UInt64(seconds), kept.last.map { $0 + 1 } ?? 0)
    let other = fault == .newer ? path + ".newer" : "\(prefix)\(number)"
    guard (try? rename(path, to: other)) != nil else { return nil }
    for old in damagedNumbers(of: path).dropLast(maximumDamaged) { _ = unsafe unlink("\(prefix)\(old)") }
    return other
  }

  /// The numbers of the files that were set aside as damaged, the oldest first. Nobody can make one that has no successor.
  private static func damagedNumbers(of path: String) -> [UInt64] {
    let prefix = name(of: path) + ".damaged-"
    let names = ((try? names(inFolder: folder(of: path))) ?? []).filter { $0.hasPrefix(prefix) }
    return names.compactMap { name in
      UInt64(name.dropFirst(prefix.count)).flatMap { $0 < .max && name == "\(prefix)\($0)" ? $0 : nil }
    }.sorted()
  }
}
