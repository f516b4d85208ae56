/// Why a saved cache cannot be used.
package enum CacheError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be read, for a reason of the system's.
  case unreadable(reason: String)
  /// It has another first line.
  case notACache
  /// Another release has written it.
  case otherVersion(Int)
  /// Something is missing, or too much.
  case wrongLength(found: Int, expected: Int)
  /// Something is another than it was written.
  case wrongChecksum
  /// No release has written it.
  case malformed

  var isNewer: Bool { if case .otherVersion = self { true } else { false } }

  package var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .notACache: "it is no saved cache"
    case .otherVersion(let version): "it is of version \(version), expected \(CacheHeader.version)"
    case .wrongLength(let found, let expected): "it has \(found) octets behind its first line, expected \(expected)"
    case .wrongChecksum: "its checksum is wrong"
    case .malformed: "what it says is not what any release has written"
    }
  }
}
