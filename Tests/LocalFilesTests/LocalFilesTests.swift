import Foundation
import LocalFiles
import Testing

@Suite("Local files")
struct LocalFilesTests {
  private let folder = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  @Test("a file is replaced as a whole, and read within its limit")
  func replaced() throws {
    let path = folder + "/a"
    try LocalFile.replace(path, with: Array("one, which is long".utf8))
    try LocalFile.replace(path, with: Array("two".utf8))
    #expect(try LocalFile.read(path, limit: 3) == Array("two".utf8))
    #expect(throws: FileError(path, "larger than 2 octets")) { try LocalFile.read(path, limit: 2) }
    #expect(try LocalFile.names(inFolder: folder).filter { !$0.hasPrefix(".") } == ["a"])
  }

  @Test("a file is not written through a link in the new one's place")
  func linked() throws {
    let (path, other) = (folder + "/a", folder + "/other")
    try LocalFile.replace(other, with: [1])
    try FileManager.default.createSymbolicLink(atPath: path + ".new", withDestinationPath: other)
    try LocalFile.replace(path, with: [2])
    #expect(try LocalFile.read(other, limit: 1) == [1] && LocalFile.read(path, limit: 1) == [2])
  }

  @Test("what can't be read or written names the path and the system's reason")
  func failures() {
    let missing = folder + "/missing"
    #expect(throws: FileError(missing, "No such file or directory")) { try LocalFile.read(missing, limit: 1) }
    #expect(throws: FileError(folder, "Is a directory")) { try LocalFile.read(folder, limit: 1) }
    #expect(throws: FileError(missing + "/x.new", "No such file or directory")) {
      try LocalFile.replace(missing + "/x", with: [])
    }
    #expect(throws: FileError(missing, "No such file or directory")) { try LocalFile.names(inFolder: missing) }
  }

  @Test("what is no regular file is refused at once, whoever has put it there", .timeLimit(.minutes(5)))
  func kinds() throws {
    let pipe = folder + "/pipe"
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    let message = "expected a regular file, found a pipe, a socket or a device"
    for path in [pipe, "/dev/zero"] {
      #expect(throws: FileError(path, message)) { try LocalFile.read(path, limit: 1) }
    }
  }

  @Test("a link is followed only where that is wanted")
  func linkedRead() throws {
    let (path, link) = (folder + "/a", folder + "/link")
    try LocalFile.replace(path, with: [1])
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(try LocalFile.read(link, limit: 1) == [1])
    #expect(throws: FileError(link, "Too many levels of symbolic links")) {
      try LocalFile.read(link, limit: 1, followsLinks: false)
    }
    #expect(try LocalFile.read(path, limit: 1, followsLinks: false) == [1])
  }

  @Test(
    "of files set aside the last ones stay, whatever the clock says", arguments: [[9, 10, 11, 12], [40, 30, 5, 20]])
  func setAside(times: [UInt32]) throws {
    let path = folder + "/state"
    for name in [".damaged-", ".damaged-x", ".damaged-007"] { try LocalFile.replace(path + name, with: []) }
    var names: [String] = []
    for (number, time) in times.enumerated() {
      try LocalFile.replace(path, with: [UInt8(number)])
      names.append(try #require(LocalFile.setAside(path, as: .damaged, at: time)))
    }
    let kept = try names.dropFirst().map { try LocalFile.read($0, limit: 1) }
    #expect(kept == [[1], [2], [3]])
    #expect(LocalFile.kind(names[0]) == nil)
    #expect(try LocalFile.names(inFolder: folder).filter { $0.hasPrefix("state") }.count == 6)
  }

  @Test("a path's parts", arguments: [("/a/b", "/a", "b"), ("b", ".", "b"), ("/b", "/", "b")])
  func parts(path: String, folder: String, name: String) {
    #expect(LocalFile.folder(of: path) == folder && LocalFile.name(of: path) == name)
  }

  @Test("a change is noticed, other files are not, and stopping ends the changes", .timeLimit(.minutes(5)))
  func watched() async throws {
    let path = folder + "/watched"
    let watch = FileWatch(path)
    try LocalFile.replace(folder + "/other", with: [1])
    try LocalFile.replace(path, with: [1])
    var changes = watch.changes.makeAsyncIterator()
    #expect(await changes.next() != nil)
    watch.stop()
    #expect(await changes.next() == nil)
  }
}
