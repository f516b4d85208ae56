import Discovery
import Foundation
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

  /// The file that it is in.
  var file: ReplacedFile { ReplacedFile(path: cache.path) }

  /// The addresses that saved instances have: those of one start, or of two where the second's list was being taken over; absent where
  /// not all services are there, as in the first starts.
  ///
  /// - Throws: `ProgramError` where the file is damaged, or a service has less than all, or some of one start and some of another.
  func saved() throws -> String? {
    guard FileManager.default.fileExists(atPath: cache.path) else { return nil }
    guard let saved = cache.load(at: .zero)?.saved else { throw ProgramError("a damaged file") }
    let sets = saved.sources.flatMap(\.services).map(\.set.instances)
    let starts = sets.map { set in Set(set.map { "\($0.endpoint.address)" }) }
    guard starts.allSatisfy({ $0.count == 1 }), sets.allSatisfy({ $0.count == instances }) else {
      throw ProgramError("a part of a service is saved")
    }
    return sets.count == services ? Set(starts.joined()).sorted().joined(separator: " ") : nil
  }

  /// Whether a server has said that it read all services.
  func isRestored(_ printed: String) -> Bool { printed.contains(" \(services) services of ") }
}
