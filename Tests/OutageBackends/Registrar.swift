import Discoverd
import HostSystem

/// Registers instances with an agent and keeps them registered, as the programs of a host do.
final class Registrar: Backend {
  private let client: DiscoverdClient

  /// A call that fails because the agent is away is made again after so long.
  private static let retryPause = Duration.milliseconds(200)
  /// An instance that could not be taken back is forgotten by the agent within so long.
  private static let expiry = Duration.seconds(11)

  init(_ cluster: DiscoverdCluster) { client = DiscoverdClient(cluster) }

  func listen() {}

  func register(_ name: String, _ address: String) async throws {
    let registration = try Registration(name: name, address: address)
    while true {
      do throws(DiscoverdError) {
        try await client.register(registration)
        return
      } catch {
        try await Task.sleep(for: Self.retryPause)
      }
    }
  }

  func remove(_ name: String, _ address: String) async throws {
    do throws(DiscoverdError) {
      try await client.unregister(name: name, address: address)
    } catch {
      try await Task.sleep(for: Self.expiry)
    }
  }

  func forget() {}
}
