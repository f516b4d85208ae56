internal import LocalFiles

/// The first line of a saved cache: `doyen-cache VERSION LENGTH CHECKSUM`, of the octets behind it.
package struct CacheHeader {
  /// Raised with every change of what stands behind the line.
  static let version = 1
  private static let word = "doyen-cache"
  /// The longest line, in octets: a word, three numbers and what parts them.
  private static let maximumLength = 80

  /// A whole file with `body`.
  package static func file(_ body: [UInt8]) -> [UInt8] {
    Array("\(word) \(version) \(body.count) \(Checksum.fnv1a(body))\n".utf8) + body
  }

  /// The body of a file, which is whole.
  ///
  /// - Throws: ``CacheError`` where it is not, or another release has written it.
  package static func body(of file: [UInt8]) throws(CacheError) -> [UInt8] {
    guard let end = file.prefix(maximumLength).firstIndex(of: UInt8(ascii: "\n")),
      let line = String(validating: file[..<end], as: UTF8.self)
    else { throw .notACache }
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == word, let version = Int(words[1]), let length = Int(words[2]) else {
      throw .notACache
    }
    let body = Array(file[(end + 1)...])
    guard version == Self.version else { throw .otherVersion(version) }
    guard body.count == length else { throw .wrongLength(found: body.count, expected: length) }
    guard Checksum.fnv1a(body) == words[3] else { throw .wrongChecksum }
    return body
  }
}
