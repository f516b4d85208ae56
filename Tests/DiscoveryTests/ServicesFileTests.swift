import Discovery
import Foundation
import Logging
import Testing

@Suite("Services files", .timeLimit(.minutes(5)))
struct ServicesFileTests {
  private let folder = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
  private var path: String { folder + "/services.json" }
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

  @Test("rows become instances: their place is their age where they have none")
  func load() throws {
    try write(
      """
      [
        {"service": "api", "address": "10.0.3.2:80", "attributes": {"region": "eu", "q": "\\"\\u00e4\\ud83d\\ude00"}},
        {"address": "10.0.3.1:80", "service": "api"}, {"service": "db", "address": "[::1]:5432", "created": 18446744073709551615}
      ]
      """)
    let services = try ServicesFile.load(path)
    #expect(services["api"]?.instances.map(\.endpoint.description) == ["10.0.3.2:80", "10.0.3.1:80"])
    #expect(services["api"]?.instances.map(\.created) == [1, 2] && services["db"]?.leader?.created == .max)
    #expect(services["api"]?.leader?.attributes == ["region": "eu", "q": "\"ä😀"])
    try write("  [ ] ")
    #expect(try ServicesFile.load(path) == [:])
  }

  @Test(
    "a mistake is named with its line",
    arguments: [
      ("", 1), ("{}", 1), ("[", 1), ("[]x", 1), ("[\n{}]", 2), ("[\n{\"service\":\"a\"}]", 2),
      ("[{\"service\":\"a\",\n\"address\":\"x:99999\"}]", 2),
      ("[{\"service\":\"\",\"address\":\"10.0.0.1:1\"}]", 1),
      ("[{\"service\":\"a\",\"address\":\"10.0.0.1:1\",\n\n\"created\":-1}]", 3),
      ("[{\"service\":\"a\",\"address\":\"10.0.0.1:1\",\"created\":1.5}]", 1),
      ("[{\"service\":\"a\",\"address\":\"10.0.0.1:1\",\"created\":18446744073709551616}]", 1),
      ("[{\"service\":\"a\",\"addres\":\"10.0.0.1:1\"}]", 1), ("[{\"service\":\"a\",\"service\":\"a\"}]", 1),
      ("[{\"service\":\"a\",\"address\":7}]", 1),
      ("[{\"service\":\"a\",\"address\":\"10.0.0.1:1\"},\n{\"service\":\"a\",\"address\":\"10.0.0.1:1\"}]", 2),
      ("[{\"service\":\"a", 1), ("[{\"service\":\"a\\x\"}]", 1),
      ("[{\"service\":\"a\",\"address\":\"10.0.0.1:1\",\"attributes\":{\"k\":1}}]", 1),
      ("[{\"service\":\"a\",\"address\":\"10.0.0.1:1\"},]", 1), ("[{\"service\":\"\\ud800\"}]", 1),
    ])
  func mistakes(text: String, line: Int) throws {
    try write(text)
    let error = #expect(throws: ServicesFileError.self) { try ServicesFile.load(path) }
    #expect(error?.line == line && error?.description.hasPrefix("\(path):\(line): ") == true)
  }

  @Test("a missing file is named")
  func missing() {
    let error = #expect(throws: ServicesFileError.self) { try ServicesFile.load(path) }
    #expect(error?.description == "\(path): No such file or directory")
  }

  @Test("a change is noticed, in place and by replacement; a mistake leaves what was there")
  func changes() async throws {
    func row(_ port: Int) -> String { "[{\"service\":\"a\",\"address\":\"10.0.0.1:\(port)\"}]" }
    func expected(_ port: Int) throws -> ListingEvent {
      .all(["a": ServiceSet([try Instance(endpoint: Endpoint("10.0.0.1:\(port)"), created: 1)])])
    }
    try write(row(1))
    let file = ServicesFile(path: path, logger: logger)
    var events = file.listing().makeAsyncIterator()
    #expect(await events.next() == (try expected(1)))
    try write(row(2))
    #expect(await events.next() == (try expected(2)))
    try write("[{]")
    try await Task.sleep(for: .milliseconds(200))
    try row(3).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(await events.next() == (try expected(3)))
    file.reload()
    #expect(await events.next() == (try expected(3)))
  }
}
