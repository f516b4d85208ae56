import HostSystem
import TestBackends

/// A false Consul at an address. What is registered before it listens is there from its first answer on.
final class ConsulBackend: Backend {
  private let host: String
  private let port: Int
  private let early = Guarded<[(name: String, instance: FakeInstance)]>([])
  private let agent = Guarded<FakeConsul?>(nil)

  init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  func listen() async throws {
    let early = early.withLock { $0 }
    let made = try await FakeConsul(
      host: host, port: port,
      prepare: { state in
        for (name, instance) in early { state.catalog.register([instance], as: name) }
      })
    agent.withLock { $0 = made }
  }

  func register(_ name: String, _ address: String) {
    guard let instance = Self.instance(address) else { return }
    guard let agent = agent.withLock({ $0 }) else { return early.withLock { $0.append((name, instance)) } }
    agent.change { $0.register([instance], as: name) }
  }

  func remove(_ name: String, _ address: String) {
    agent.withLock { $0 }?.change { $0.deregister(address, of: name) }
  }

  func forget() async { await agent.withLock { $0 }?.restart() }

  /// An instance whose id is its address.
  private static func instance(_ address: String) -> FakeInstance? {
    let parts = address.split(separator: ":").map(String.init)
    guard parts.count == 2, let port = Int(parts[1]) else { return nil }
    var instance = FakeInstance(parts[0], id: address)
    instance.port = port
    return instance
  }
}
