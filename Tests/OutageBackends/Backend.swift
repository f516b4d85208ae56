import ArgumentParser
import Discoverd
import TestBackends

/// What a backend can be told.
protocol Backend: Sendable {
  func listen() async throws
  func register(_ name: String, _ address: String) async throws
  func remove(_ name: String, _ address: String) async throws
  func forget() async
}

/// The backends that there are.
enum BackendKind: String, ExpressibleByArgument, CaseIterable {
  case consul, v1, v2, registrar

  /// A backend that does not listen yet.
  func make(host: String, port: Int) throws -> any Backend {
    switch self {
    case .consul: ConsulBackend(host: host, port: port)
    case .v1: DiscoverdBackend(server: FakeDiscoverd(.v1), host: host, port: port)
    case .v2: DiscoverdBackend(server: FakeDiscoverd(.v2), host: host, port: port)
    case .registrar: Registrar(try DiscoverdCluster("\(host):\(port)"))
    }
  }
}

/// A false discoverd at an address.
struct DiscoverdBackend: Backend {
  let server: FakeDiscoverd
  let host: String
  let port: Int

  func listen() async throws { try await server.listen(host: host, port: port) }
  func register(_ name: String, _ address: String) { server.register(name, address) }
  func remove(_ name: String, _ address: String) { server.remove(name, address) }
  func forget() async { await server.restart() }
}
