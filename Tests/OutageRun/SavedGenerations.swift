import Discovery
import Foundation
import Glibc
import Logging
import SavedState
import TestSupport

/// The state that a server saves whose instances say by their addresses which start of it they are of.
struct SavedGenerations: Sendable {
  private let cache: CacheFile
  private let services: Int
  private let instances: Int

  init(folder: String, services: Int, instances: Int) throws {
    cache = CacheFile(folder: folder, logger: Logger(label: "outages") { _ in SwiftLogNoOpLogHandler() })
    (self.services, self.instances) = (services, instances)
  }

  /// The number of the file that was saved last; absent where there is none. Each time it is another file.
  var cacheFile: UInt64? { Self.number(cache.path) }

  /// Whether there is a file that is being written, or was when the server was killed.
  var hasNewFile: Bool { Self.number(newPath) != nil }

  /// Removes what a killed server was writing.
  func removeNewFile() { _ = unsafe unlink(newPath) }

  /// Waits until something is so.
  func wait(_ isSo: () -> Bool) async throws {
    let start = ContinuousClock.now
    while !isSo() {
      guard ContinuousClock.now - start < .seconds(30) else { throw ProgramError("nothing is saved within 30 seconds") }
      try await Task.sleep(for: .microseconds(200))
    }
  }

  private var newPath: String { cache.path + ".new" }

  private static func number(_ path: String) -> UInt64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  /// The one address that all saved instances have; absent where there is none.
  ///
  /// - Throws: `ProgramError` where the file is damaged, or has less than all, or some of one start and some of another.
  func saved() throws -> String? {
    guard FileManager.default.fileExists(atPath: cache.path) else { return nil }
    guard let saved = cache.load(at: .zero)?.saved else { throw ProgramError("a damaged file") }
    let all = saved.sources.flatMap(\.services).flatMap(\.set.instances)
    let addresses = Set(all.map { "\($0.endpoint.address)" })
    // A first start saves, too, that it knows nothing yet.
    if all.isEmpty { return nil }
    guard addresses.count == 1, all.count == services * instances else {
      throw ProgramError("\(all.count) instances of \(addresses.count) starts are saved")
    }
    return addresses.first
  }

  /// Whether a server has said that it read all services.
  func isRestored(_ printed: String) -> Bool { printed.contains(" \(services) services of ") }
}
