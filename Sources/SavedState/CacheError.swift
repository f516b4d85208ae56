/// Why a saved cache cannot be used.
enum CacheError: Error, Equatable, CustomStringConvertible {
  case unreadable(reason: String)
  case notACache
  case otherVersion(Int)
  case wrongLength(found: Int, expected: Int)
  case wrongChecksum
  case malformed

  var isNewer: Bool { if case .otherVersion = self { true } else { false } }

  var description: String {
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
