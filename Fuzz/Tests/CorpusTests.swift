import Foundation
import FuzzSubjects
import Testing

/// The folder with a folder of inputs for each subject.
private let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Corpus"

@Suite("Inputs that libFuzzer has found", .serialized)
struct CorpusTests {
  @Test("each is taken, and nothing is wrong with what becomes of it", arguments: FuzzSubject.all.map(\.name))
  func replay(name: String) throws {
    let subject = try #require(FuzzSubject.all.first { $0.name == name })
    let files = try FileManager.default.contentsOfDirectory(atPath: corpus + "/" + name).sorted()
    #expect(!files.isEmpty)
    for file in files {
      let octets = try Data(contentsOf: URL(filePath: corpus + "/" + name + "/" + file))
      #expect(subject.complaint(about: Array(octets)) == nil, "\(file)")
    }
  }

  @Test("every subject has a folder, and every folder a subject")
  func folders() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: corpus).sorted()
    #expect(folders == FuzzSubject.all.map(\.name).sorted())
  }
}
