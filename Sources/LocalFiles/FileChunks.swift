/// A file that is read piece by piece, so that a large one is never in memory as a whole.
package final class FileChunks {
  private let file: OpenFile
  private let path: String
  private let limit: Int
  private var count = 0

  /// Octets of a piece: few enough to stay in a processor's cache.
  private static let chunkLength = 1 << 16

  /// Opens the regular file at `path`.
  ///
  /// - Throws: ``FileError`` where that fails.
  package init(_ path: String, limit: Int) throws(FileError) {
    file = try OpenFile.reading(path, followsLinks: true)
    (self.path, self.limit) = (path, limit)
  }

  /// Puts the next piece in the place of what `chunk` holds; nothing at the end.
  ///
  /// - Throws: ``FileError`` where there are more than `limit` octets, or reading fails.
  package func next(into chunk: inout [UInt8]) throws(FileError) {
    if chunk.count != Self.chunkLength { chunk = [UInt8](repeating: 0, count: Self.chunkLength) }
    let length = try file.readSome(into: &chunk)
    chunk.removeLast(chunk.count - length)
    count += length
    guard count <= limit else { throw FileError(path, "larger than \(limit) octets") }
  }
}
