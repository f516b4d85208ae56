package import Discoverd
import Discovery
import HostSystem
import NIOCore
import NIOPosix

/// A discoverd of either version that holds what a test tells it, and speaks to those who watch as the original does. Nothing can be
/// registered over the network.
package final class FakeDiscoverd: Sendable {
  private struct State {
    /// Ages by address, of each service.
    var services: [String: [String: UInt64]] = [:]
    var lastAge: UInt64 = 0
    var watchers: [ObjectIdentifier: FakeWatcher] = [:]
    var clients: [ObjectIdentifier: any Channel] = [:]
  }

  private let state = Guarded(State())
  private let version: DiscoverdAPI
  private let listener: Guarded<(any Channel)?> = Guarded(nil)

  /// As many connections wait to be accepted: a watcher of many services comes with all of them at once.
  private static let backlog: CInt = 1024

  /// A discoverd of a version that knows nothing and does not listen yet.
  package init(_ version: DiscoverdAPI) { self.version = version }

  /// Listens; port 0 takes a free one.
  package func listen(host: String = "127.0.0.1", port: Int = 0) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: Self.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { [weak self] client in
        client.eventLoop.makeCompletedFuture {
          guard let self else { throw ChannelError.eof }
          self.add(client)
          try client.pipeline.syncOperations.addHandler(FakeDiscoverdHandler(self, version: self.version))
        }
      }.bind(host: host, port: port).get()
    listener.withLock { $0 = channel }
  }

  /// Where it listens; 0 before that.
  package var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

  /// Registers an instance, the youngest unless it is there already.
  package func register(_ name: String, _ address: String) {
    change(name) { state in
      guard state.services[name]?[address] == nil else { return nil }
      state.lastAge += 1
      state.services[name, default: [:]][address] = state.lastAge
      return FakeChange(address: address, age: state.lastAge, isOnline: true)
    }
  }

  /// Takes an instance back.
  package func remove(_ name: String, _ address: String) {
    change(name) { state in
      guard let age = state.services[name]?.removeValue(forKey: address) else { return nil }
      return FakeChange(address: address, age: age, isOnline: false)
    }
  }

  /// Ends all connections, with everything forgotten.
  package func restart() async {
    let clients = state.withLock { state in
      state.services = [:]
      return Array(state.clients.values)
    }
    for client in clients { try? await client.close() }
  }

  /// Stops listening and ends all connections.
  package func stop() async throws {
    try await listener.withLock { $0 }?.close()
    await restart()
  }

  /// A service's instances, oldest first.
  func instances(_ name: String) -> [FakeChange] { state.withLock { Self.instances($0.services[name]) } }

  /// Tells a watcher what there is, and from then on what changes, in one step.
  func watch(_ name: String, by watcher: FakeWatcher) {
    state.withLock { state in
      state.watchers[ObjectIdentifier(watcher.channel)] = watcher
      watcher.begin(Self.instances(state.services[name]))
    }
  }

  private static func instances(_ service: [String: UInt64]?) -> [FakeChange] {
    (service ?? [:]).map { FakeChange(address: $0, age: $1, isOnline: true) }.sorted { $0.age < $1.age }
  }

  private func change(_ name: String, _ body: @Sendable (inout State) -> FakeChange?) {
    state.withLock { state in
      let oldLeader = Self.instances(state.services[name]).first
      guard let change = body(&state) else { return }
      let leader = Self.instances(state.services[name]).first
      for watcher in state.watchers.values where watcher.name == name {
        watcher.tell(change, leader: leader, isNewLeader: leader?.address != oldLeader?.address)
      }
    }
  }

  private func add(_ client: any Channel) {
    state.withLock { $0.clients[ObjectIdentifier(client)] = client }
    client.closeFuture.whenComplete { [weak self] _ in
      self?.state.withLock {
        ($0.clients[ObjectIdentifier(client)], $0.watchers[ObjectIdentifier(client)]) = (nil, nil)
      }
    }
  }
}

/// An instance that is there, or is not any more.
struct FakeChange: Sendable {
  let address: String
  let age: UInt64
  let isOnline: Bool
}
