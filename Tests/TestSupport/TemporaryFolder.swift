import Foundation

/// A folder that is removed at the end of its life.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// Makes the folder.
  package init() throws {
    path = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  package func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
    return "\(path)/\(name)"
  }
}

/// The example zones of the project.
package let exampleZones = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("zones").path
