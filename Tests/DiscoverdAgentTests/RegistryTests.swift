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
    #expect(registry.expire(at: .seconds(12), due: .seconds(10)) == [] && registry.nextExpiry == .seconds(22))
    #expect(try registry.register("a", "10.0.0.1:1", nil, at: .seconds(13)).change == nil)
    #expect(registry.expire(at: .seconds(22)).map(\.name) == ["b"])
    #expect(registry.expire(at: .milliseconds(24_999), due: .seconds(23)).map(\.name) == ["a"])
  }

  @Test("a standstill that ends just after an instance's time is over is seen, since it is looked every two seconds")
  func shortStandstill() throws {
    var registry = Registry()
    _ = try registry.register("a", "10.0.0.1:1", nil, at: .seconds(1))
    #expect(
      registry.nextLook(after: .seconds(1)) == .seconds(3) && registry.nextLook(after: .seconds(10)) == .seconds(11))
    #expect(registry.expire(at: .seconds(3), due: .seconds(3)) == [])
    // It stands still until half a second after the expiry; the next look was due at five seconds.
    #expect(registry.expire(at: .milliseconds(11_500), due: .seconds(5)) == [])
    #expect(registry.expire(at: .milliseconds(13_500), due: .milliseconds(13_500)) == [])
    #expect(registry.expire(at: .milliseconds(21_500), due: .milliseconds(21_500)).map(\.name) == ["a"])
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
