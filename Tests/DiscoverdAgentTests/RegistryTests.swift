import Foundation
import Logging
import Testing

@testable import DiscoverdAgent

@Suite("The registry of an agent")
struct RegistryTests {
  @Test("ages rise in the order of registration, and outlive heartbeats and changes of attributes")
  func ages() throws {
    var registry = Registry()
    #expect(try registry.register("a", "10.0.0.1:1", nil, at: .zero).change?.entry?.created == 1)
    #expect(try registry.register("b", "10.0.0.1:1", [:], at: .zero).change?.entry?.created == 2)
    #expect(try registry.register("a", "10.0.0.1:1", nil, at: .seconds(5)).change == nil)
    #expect(try registry.register("a", "10.0.0.1:1", ["k": "v"], at: .seconds(6)).change?.entry?.created == 1)
    _ = try registry.unregister("a", "10.0.0.1:1")
    #expect(try registry.register("a", "10.0.0.1:1", nil, at: .seconds(7)).change?.entry?.created == 3)
  }

  @Test("an instance lives ten seconds after its last heartbeat")
  func expiry() throws {
    var registry = Registry()
    _ = try registry.register("a", "10.0.0.1:1", nil, at: .zero)
    _ = try registry.register("a", "10.0.0.2:1", nil, at: .seconds(3))
    _ = try registry.register("a", "10.0.0.1:1", nil, at: .seconds(5))
    #expect(registry.nextExpiry == .seconds(13) && registry.expire(at: .milliseconds(12_999)) == [])
    #expect(registry.expire(at: .seconds(13)).map(\.address) == ["10.0.0.2:1"])
    #expect(
      registry.expire(at: .seconds(15)).map(\.entry) == [nil] && registry.nextExpiry == nil && registry.services.isEmpty
    )
  }

  @Test("after a standstill, in which no heartbeat could be taken, nothing expires before another lifetime is over")
  func standstill() throws {
    var registry = Registry()
    _ = try registry.register("a", "10.0.0.1:1", nil, at: .zero)
    _ = try registry.register("b", "10.0.0.1:1", nil, at: .seconds(1))
    #expect(registry.expire(at: .seconds(12)) == [] && registry.nextExpiry == .seconds(22))
    #expect(try registry.register("a", "10.0.0.1:1", nil, at: .seconds(13)).change == nil)
    #expect(registry.expire(at: .seconds(22)).map(\.name) == ["b"])
    #expect(registry.expire(at: .milliseconds(24_999)).map(\.name) == ["a"])
  }

  @Test("an address without host is completed, for both calls")
  func expansion() throws {
    var registry = Registry(externalAddress: "10.0.0.9")
    #expect(try registry.register("a", ":80", nil, at: .zero).address == "10.0.0.9:80")
    #expect(try registry.unregister("a", ":80").address == "10.0.0.9:80")
    var bare = Registry()
    #expect(throws: RegistryError.noHost) { try bare.register("a", ":80", nil, at: .zero) }
    #expect(throws: RegistryError.noHost) { try bare.unregister("a", ":80") }
  }

  @Test(
    "what can't be kept is refused",
    arguments: [("", "10.0.0.1:1"), ("a/b", "10.0.0.1:1"), ("a", ""), ("a", "10.0.0.1:99999"), ("a", "no host:1")])
  func refused(name: String, address: String) {
    var registry = Registry()
    #expect(throws: RegistryError.self) { try registry.register(name, address, nil, at: .zero) }
    #expect(throws: RegistryError.largeAttributes) {
      try registry.register("a", "10.0.0.1:1", ["k": String(repeating: "x", count: 1 << 15)], at: .zero)
    }
  }

  @Test("the number of instances is bounded, and room is made by those that go")
  func bounded() throws {
    var registry = Registry()
    for number in 0..<Registry.maximumInstances {
      _ = try registry.register("s\(number)", "10.0.0.1:1", nil, at: .zero)
    }
    #expect(throws: RegistryError.tooMany) { try registry.register("more", "10.0.0.1:1", nil, at: .zero) }
    #expect(try registry.register("s0", "10.0.0.1:1", nil, at: .zero).change == nil)
    _ = try registry.unregister("s0", "10.0.0.1:1")
    #expect(throws: Never.self) { try registry.register("more", "10.0.0.1:1", nil, at: .zero) }
  }
}

@Suite("The agent's state on the disk")
struct RegistryStateTests {
  private let folder = NSTemporaryDirectory() + "doyen-\(UUID().uuidString)"
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private var path: String { folder + "/agent.json" }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func newState() -> RegistryState { RegistryState(folder: folder, logger: logger) }

  private func saved() throws -> Registry {
    var (state, registry) = (newState(), Registry())
    _ = try registry.register("b", "10.0.0.1:1", ["k": "v"], at: .zero)
    _ = try registry.register("a", "10.0.0.2:1", nil, at: .zero)
    let isSaved = state.save(registry)
    #expect(isSaved)
    return registry
  }

  @Test(
    "everything is back, with its age, and one lifetime to send a heartbeat; new ages are beyond all that were given")
  func restored() throws {
    let before = try saved()
    var state = newState()
    var registry = state.restore(externalAddress: nil, at: .seconds(100))
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
    var (first, registry) = (newState(), Registry())
    var isSaved = first.save(registry)
    var given: UInt64 = 0
    for number in 0..<5000 {
      if first.needsReserve(registry) { isSaved = first.save(registry) && isSaved }
      given = try #require(try registry.register("s\(number)", "10.0.0.1:1", nil, at: .zero).change?.entry?.created)
    }
    var second = newState()
    let restored = second.restore(externalAddress: nil, at: .zero)
    #expect(isSaved && restored.nextCreated > given)
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
    var state = newState()
    let registry = state.restore(externalAddress: nil, at: .zero)
    #expect(registry.services.isEmpty && registry.nextCreated > 1_600_000_000_000)
    let prefix = how == "newer" ? "agent.json.newer" : "agent.json.damaged-"
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(prefix) }
    #expect(try kept.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) } == [damaged])
  }

  @Test(
    "a file with ages at the end of numbers is damaged, whole as it is",
    arguments: [.max, .max - 1000, 1 << 63] as [UInt64])
  func endOfNumbers(ceiling: UInt64) throws {
    let file = RegistryFile(Registry(), ceiling: ceiling)
    try Data(file.octets).write(to: URL(filePath: path))
    var state = newState()
    var registry = state.restore(externalAddress: nil, at: .zero)
    #expect(throws: Never.self) { try registry.register("a", "10.0.0.1:1", nil, at: .zero) }
    let (needsReserve, isSaved) = (state.needsReserve(registry), state.save(registry))
    #expect(needsReserve && isSaved)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains { $0.contains("damaged-") })
  }

  @Test("a folder that can't be written to fails and works again")
  func unwritable() throws {
    var (state, registry) = (RegistryState(folder: folder + "/later", logger: logger), Registry())
    _ = try registry.register("a", "10.0.0.1:1", nil, at: .zero)
    let isSaved = state.save(registry)
    #expect(!isSaved)
    try FileManager.default.createDirectory(atPath: folder + "/later", withIntermediateDirectories: true)
    let isSavedNow = state.save(registry)
    #expect(isSavedNow)
  }
}
