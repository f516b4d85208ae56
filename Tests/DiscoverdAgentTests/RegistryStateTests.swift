import Foundation
import LocalFiles
import Logging
import Testing

@testable import DiscoverdAgent

@Suite("The agent's state on the disk")
struct RegistryStateTests {
  private let folder = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private var path: String { folder + "/agent.json" }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func newState() -> RegistryState { RegistryState(folder: folder, logger: logger) }

  private func saved() throws -> Registry {
    var registry = Registry()
    _ = try registry.register("b", "10.0.0.1:1", ["k": "v"], at: .zero)
    _ = try registry.register("a", "10.0.0.2:1", nil, at: .zero)
    try newState().write(registry)
    return registry
  }

  @Test(
    "everything is back, with its age, and one lifetime to send a heartbeat; new ages are beyond all that were given")
  func restored() throws {
    let before = try saved()
    var registry = newState().restore(externalAddress: nil, at: .seconds(100))
    #expect(
      registry.services.mapValues { $0.mapValues(\.created) } == before.services.mapValues { $0.mapValues(\.created) })
    #expect(
      registry.services["b"]?["10.0.0.1:1"]?.attributes == ["k": "v"]
        && registry.services["a"]?["10.0.0.2:1"]?.attributes == nil)
    #expect(registry.expire(at: .milliseconds(109_999)).isEmpty && registry.expire(at: .seconds(110)).count == 2)
    let created = try #require(try registry.register("c", "10.0.0.3:1", nil, at: .zero).change?.entry?.created)
    #expect(created >= before.nextCreated + RegistryState.reserve)
  }

  @Test("after a crash no age is given twice, however many were given since the file was written")
  func reserve() throws {
    try newState().write(Registry(nextCreated: 7))
    var before = Registry(nextCreated: 6 + RegistryState.reserve)
    let given = try #require(try before.register("a", "10.0.0.1:1", nil, at: .zero).change?.entry?.created)
    #expect(newState().restore(externalAddress: nil, at: .zero).nextCreated > given)
  }

  @Test(
    "a damaged file is set aside, and ages begin beyond all that could have been given",
    arguments: ["cut", "changed", "newer", "garbage", "empty"])
  func damaged(how: String) throws {
    _ = try saved()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let damaged =
      switch how {
      case "cut": String(text.dropLast(9))
      case "changed": text.replacingOccurrences(of: "10.0.0.1", with: "10.0.0.7")
      case "newer": text.replacingOccurrences(of: "\"version\":1", with: "\"version\":2")
      case "garbage": "\u{1}\u{2}"
      default: ""
      }
    try damaged.write(toFile: path, atomically: true, encoding: .utf8)
    let registry = newState().restore(externalAddress: nil, at: .zero)
    #expect(registry.services.isEmpty && registry.nextCreated > 1_600_000_000_000_000)
    let prefix = how == "newer" ? "agent.json.newer" : "agent.json.damaged-"
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(prefix) }
    #expect(try kept.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) } == [damaged])
  }

  @Test(
    "after a damaged file ages are beyond those that an agent gave that began with such a one, too, and was restarted often"
  )
  func damagedAgain() throws {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    func damage() throws { try "damaged".write(toFile: path, atomically: true, encoding: .utf8) }
    try damage()
    for _ in 0..<10 { try newState().write(newState().restore(externalAddress: nil, at: .zero, wallClock: start)) }
    var last = newState().restore(externalAddress: nil, at: .zero)
    let given = try #require(try last.register("a", "10.0.0.1:1", nil, at: .zero).change?.entry?.created)
    try newState().write(last)
    // Numbers of this size go through the file, and through those who read them as floating point.
    #expect(given > 1_800_000_000_000_000 && UInt64(Double(given)) == given)
    #expect(newState().restore(externalAddress: nil, at: .zero).services["a"]?["10.0.0.1:1"]?.created == given)
    try damage()
    let later = newState().restore(externalAddress: nil, at: .zero, wallClock: start.addingTimeInterval(20))
    #expect(later.nextCreated > given)
  }

  @Test(
    "a file with ages at the end of numbers is damaged, whole as it is",
    arguments: [.max, .max - 1000, 1 << 63] as [UInt64])
  func endOfNumbers(ceiling: UInt64) throws {
    let file = RegistryFile(Registry(), ceiling: ceiling)
    try Data(file.octets).write(to: URL(filePath: path))
    var registry = newState().restore(externalAddress: nil, at: .zero)
    #expect(throws: Never.self) { try registry.register("a", "10.0.0.1:1", nil, at: .zero) }
    try newState().write(registry)
    #expect(newState().restore(externalAddress: nil, at: .zero).services.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains { $0.contains("damaged-") })
  }

  @Test("a folder that can't be written to fails and works again")
  func unwritable() throws {
    let state = RegistryState(folder: folder + "/later", logger: logger)
    #expect(throws: FileError.self) { try state.write(Registry()) }
    try FileManager.default.createDirectory(atPath: folder + "/later", withIntermediateDirectories: true)
    #expect(throws: Never.self) { try state.write(Registry()) }
  }
}
