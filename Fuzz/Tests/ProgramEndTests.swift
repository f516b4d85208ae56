import Foundation
import FuzzSubjects
import Testing

@Suite("Programs that try inputs")
struct ProgramEndTests {
  @Test("leave no files when they end")
  func files() async throws {
    let folder: String = NSTemporaryDirectory() + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      unsafe setenv("TMPDIR", folder, 1)
      #expect(FuzzSubject.resolverFiles.complaint(about: []) == nil)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(!files.isEmpty)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }
}
