package import Discovery
internal import HostSystem
package import LocalFiles
package import Logging

/// The file in which a catalog's services outlive a restart.
package struct CacheFile: Sendable {
  /// The file.
  package let path: String
  private let logger: Logger
  private let wallTime: @Sendable () -> Duration

  /// The largest file that is read, in octets: five million instances of usual length.
  static let maximumLength = 512 << 20

  /// The file of a folder, which has to exist.
  ///
  /// - Parameters:
  ///   - folder: where it is.
  ///   - logger: told of a file that cannot be used.
  ///   - wallTime: the time since 1970, which may jump.
  package init(
    folder: String, logger: Logger,
    wallTime: @escaping @Sendable () -> Duration = { .seconds(Int64(SteadySeconds().now)) }
  ) {
    path = folder.hasSuffix("/") ? folder + "services.cache" : folder + "/services.cache"
    (self.logger, self.wallTime) = (logger, wallTime)
  }

  /// What an earlier run has saved, and how long ago; absent where there is nothing. A file that cannot be used is set aside.
  ///
  /// - Parameter time: now, since 1970. Where it is before the time of saving, so that either of both is wrong, no time has passed.
  /// - Returns: what was saved, and its age.
  package func load(at time: Duration) -> (saved: SavedCatalog, age: Duration)? {
    guard LocalFile.kind(path) != nil else { return nil }
    do throws(CacheError) {
      let (saved, savingTime) = try read()
      return (saved, max(time - savingTime, .zero))
    } catch {
      let kept = LocalFile.setAside(path, as: error.isNewer ? .newer : .damaged, at: UInt32(time / .seconds(1)))
      logger.error(
        "\(path): \(error); it is \(kept.map { "kept as \($0)" } ?? "left") and not used",
        metadata: ["file": "\(path)", "error": "\(error)"])
      return nil
    }
  }

  private func read() throws(CacheError) -> (saved: SavedCatalog, time: Duration) {
    let octets: [UInt8]
    do throws(FileError) {
      octets = try LocalFile.read(path, limit: Self.maximumLength, followsLinks: false)
    } catch {
      throw .unreadable(reason: error.reason)
    }
    return try CacheDecoder.decode(CacheHeader.body(of: octets))
  }

  /// Puts what is known into the place of what was saved before.
  ///
  /// - Throws: ``FileError``; what was saved before is as it was.
  package func save(_ saved: SavedCatalog, at time: Duration) throws(FileError) {
    try LocalFile.replace(path, with: CacheHeader.file(CacheEncoder.encode(saved, at: time)))
  }
}

extension CacheFile: SavedFile {
  package static var content: String { "the services" }
  /// What the file holds was still so by then.
  package static var refreshInterval: Duration? { .seconds(600) }
  package static var pace: SavingPace { .calm }

  package func write(_ snapshot: CatalogSnapshot) throws(FileError) { try save(snapshot.saved, at: wallTime()) }
}
