import Dispatch
import Discoverd
import Discovery
import Foundation
import HostSystem
import LocalFiles
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import DiscoverdAgent

@Suite("An agent that saves its registrations", .timeLimit(.minutes(5)))
struct SavingTests {
  /// Where the octets of files go; each waits until it is let, from some number on.
  private final class Store: Sendable {
    private let files = Guarded<[[UInt8]]>([])
    private let turns = DispatchSemaphore(value: 0)
    private let hangsFrom: Int

    init(hangsFrom: Int) { self.hangsFrom = hangsFrom }

    func write(_ octets: [UInt8]) {
      let count = files.withLock { files in
        files.append(octets)
        return files.count
      }
      if count > hangsFrom { turns.wait() }
    }

    /// Lets all go on.
    func mend() { for _ in 0..<100 { turns.signal() } }

    /// What was begun to be written.
    var written: [Registry] {
      files.withLock { $0 }.compactMap { try? RegistryFile($0).registry(externalAddress: nil, at: .zero) }
    }
  }

  private func makeAgent(_ store: Store) async throws -> Agent {
    let state = RegistryState(folder: "/nowhere", logger: testLogger) { _, octets in store.write(octets) }
    return try await Agent(
      address: SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "--agent", state: state,
      externalAddress: nil, times: .patient, logger: testLogger)
  }

  /// Runs an agent on a store as long as `body` runs, which mends the store.
  private func withAgent(_ store: Store, _ body: (DiscoverdClient, Agent) async throws -> Void) async throws {
    let agent = try await makeAgent(store)
    let running = Task { await agent.run() }
    defer { store.mend() }
    let port = try #require(agent.address?.port)
    // What is written first is then without any registration.
    try await TestSupport.wait { !store.written.isEmpty }
    try await waitUntilServing(port)
    try await body(try makeClient(port), agent)
    running.cancel()
    await running.value
  }

  @Test(
    "a disk that never answers keeps nobody from registering, from heartbeats, from streams, and from the end of those")
  func hung() async throws {
    let store = Store(hangsFrom: 0)
    try await withAgent(store) { client, agent in
      let watch = try client.watch("web")
      for port in 1...20 { try await client.register(try registration(port)) }
      await wait(watch, for: Array(1...20))
      try await client.unregister(name: "web", address: "127.0.0.1:1")
      await wait(watch, for: Array(2...20))
      #expect(store.written.map(\.services.count) == [0])
      store.mend()
    }
    // The end has saved what came last.
    #expect(store.written.last?.services["web"]?.count == 19)
  }

  @Test("a disk that begins to hang later does so, too")
  func hungLater() async throws {
    let store = Store(hangsFrom: 1)
    try await withAgent(store) { client, agent in
      try await client.register(try registration(1))
      try await TestSupport.wait { store.written.count == 2 }
      let watch = try client.watch("web")
      for port in 2...20 { try await client.register(try registration(port)) }
      await wait(watch, for: Array(1...20))
      #expect(store.written.count == 2)
      store.mend()
    }
  }

  @Test("nobody gets an age before one million are reserved on the disk")
  func reserved() async throws {
    let store = Store(hangsFrom: .max)
    try await withAgent(store) { client, agent in
      let watch = try client.watch("web")
      try await client.register(try registration(1))
      await wait(watch, for: [1])
      #expect(store.written.first?.nextCreated == 1 + RegistryState.reserve)
    }
  }

  @Test("one that is ended before ages are reserved serves nobody, saves once, and closes its port")
  func endedEarly() async throws {
    let store = Store(hangsFrom: 0)
    let agent = try await makeAgent(store)
    let client = try DeafClient(port: try #require(agent.address?.port), saying: RPCHandshake.request)
    let running = Task { await agent.run() }
    running.cancel()
    store.mend()
    await running.value
    #expect(client.octetsUntilTheEnd() == 0 && store.written.count == 1)
  }

  @Test("what was restored has a whole lifetime from the beginning of serving on, however long the start took")
  func beginning() async throws {
    var restored = Registry()
    _ = try restored.register("a", "10.0.0.1:1", nil, at: .seconds(-20))
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let expiry = try await eventLoop.submit { [restored] in
      let front = AgentFront(eventLoop, restored) {}
      front.begin()
      defer { front.end() }
      return front.state.registry.nextExpiry
    }.get()
    #expect(try #require(expiry) >= Registry.usualLifetime)
  }
}
