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

  /// Moves a file that cannot be used out of the way: to `PATH.damaged-SECONDS`, of which the oldest go, or to `PATH.newer`.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - fault: why.
  ///   - seconds: the time, since 1970.
  /// - Returns: the new path; absent where the file could not be moved.
  package static func setAside(_ path: String, as fault: Fault, at seconds: UInt32) -> String? {
    let other = fault == .newer ? path + ".newer" : "\(path).damaged-\(seconds)"
    guard (try? rename(path, to: other)) != nil else { return nil }
    removeOldest(of: path + ".damaged-")
    return other
  }

  private static func removeOldest(of prefix: String) {
    let (folder, prefix) = (folder(of: prefix), name(of: prefix))
    let kept = ((try? names(inFolder: folder)) ?? []).filter { $0.hasPrefix(prefix) }
    for name in kept.dropLast(maximumDamaged) { _ = unsafe unlink(folder + "/" + name) }
  }
}
