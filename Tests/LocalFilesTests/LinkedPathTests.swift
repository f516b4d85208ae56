import Foundation
import LocalFiles
import Testing

@Suite("Paths that lead over symbolic links")
struct LinkedPathTests {
  private let folder = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
  /// The folder's own path, which may itself lead over links.
  private var path: String { LocalFile.linkedPaths(of: folder).last ?? "" }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
  }

  private func found(_ name: String) -> [String] {
    LocalFile.linkedPaths(of: "\(path)/\(name)").map { String($0.dropFirst(path.utf8.count + 1)) }
  }

  @Test("a file is itself, there or not")
  func plain() {
    #expect(found("resolv.conf") == ["resolv.conf"])
    #expect(LocalFile.linkedPaths(of: "/") == ["/"])
    let relative = LocalFile.linkedPaths(of: "./a/../resolv.conf").last
    #expect(relative?.hasPrefix("/") == true && relative?.hasSuffix("/resolv.conf") == true)
    #expect(relative?.contains("..") == false)
  }

  @Test("each link of a chain counts, and those of folders on the way")
  func chain() throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/one", withIntermediateDirectories: true)
    try link("data", to: "one")
    try link("one/middle", to: "../last")
    try link("first", to: "\(folder)/data/middle")
    #expect(found("first").suffix(3) == ["data", "one/middle", "last"])
    #expect(found("first").first == "first")
  }

  @Test("a circle ends")
  func circle() throws {
    try link("a", to: "b")
    try link("b", to: "a")
    #expect(Set(found("a")) == ["a", "b"])
  }
}
