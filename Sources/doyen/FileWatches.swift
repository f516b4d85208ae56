internal import LocalFiles
internal import Logging

/// Watches of files, of which there are others when links lead elsewhere. Its owner is one task.
struct FileWatches {
  private var watches: [String: FileWatch] = [:]
  private let logger: Logger

  /// No watches; what can't be watched is told to `logger`.
  init(_ logger: Logger) { self.logger = logger }

  /// Watches these files from now on and no others.
  ///
  /// - Returns: the watches that are new.
  mutating func replace(with paths: Set<String>) -> [FileWatch] {
    for path in watches.keys where !paths.contains(path) { watches.removeValue(forKey: path)?.stop() }
    let new = paths.filter { watches[$0] == nil }.sorted()
    return new.map { path in
      let watch = FileWatch(path)
      if !watch.isWatching {
        logger.warning("\(path) cannot be watched: a change is noticed at SIGHUP only", metadata: ["file": "\(path)"])
      }
      watches[path] = watch
      return watch
    }
  }
}
