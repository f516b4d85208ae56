internal import DNSWire
internal import LocalFiles

extension Zone {
  /// The zone files that a path stands for: itself, or the `*.zone` files of a folder.
  ///
  /// - Throws: ``ZoneFileError`` where there is none.
  package static func files(at path: String) throws(ZoneFileError) -> [String] {
    guard LocalFile.kind(path) == .folder else { return [path] }
    let names: [String]
    do throws(FileError) {
      names = try LocalFile.names(inFolder: path).filter { $0.hasSuffix(".zone") && !$0.hasPrefix(".") }
    } catch {
      throw ZoneFileError(file: path, line: nil, message: error.reason)
    }
    guard !names.isEmpty else {
      throw ZoneFileError(file: path, line: nil, message: "expected a file named *.zone in this folder")
    }
    return names.map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
  }

  /// The zones of all `paths`.
  ///
  /// - Throws: the first ``ZoneFileError``, two files for one zone among them.
  package static func zones(at paths: [String]) throws(ZoneFileError) -> [Zone] {
    var zones: [(zone: Zone, file: String)] = []
    for path in paths {
      for file in try files(at: path) {
        let zone = try Zone(contentsOf: file)
        if let other = zones.first(where: { $0.zone.origin == zone.origin }), other.file != file {
          let message = "the zone \(zone.origin) is already in \(other.file)"
          throw ZoneFileError(file: file, line: nil, message: message)
        } else if !zones.contains(where: { $0.file == file }) {
          zones.append((zone, file))
        }
      }
    }
    return zones.map(\.zone)
  }
}
