internal import LocalFiles

/// The zones of a server that is told of none.
enum DefaultZones {
  /// Where they are looked for.
  static let path = "zones"

  /// Sees that there are some, if they are what is to be served. What keeps them from being read is told where they are read.
  ///
  /// - Throws: ``Missing``.
  static func check(_ paths: [String]) throws(Missing) {
    if paths == [path], LocalFile.isMissing(path) { throw Missing() }
  }

  /// There are none.
  struct Missing: Error, CustomStringConvertible {
    let description = "\(path): there is no such folder here; --zones names a zone file, or a folder of *.zone files"
  }
}
