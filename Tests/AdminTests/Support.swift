import Admin
import Discovery
import Logging
import NIOCore
import TestSupport

/// An admin server whose board the test writes, on a free port.
struct Shown {
  let server: AdminServer
  let board: Board
  let registry = MetricRegistry()
  var port: Int { server.address.port ?? 0 }

  init(
    _ sources: [SourceStanding] = [standing("agent", .present)], answers: UInt64 = 7, families: [MetricFamily] = [],
    responseTime: TimeAmount = AdminServer.responseTime
  ) async throws {
    board = Board(sources: sources.map(\.name), registry: registry)
    let parts = AdminParts(
      board: board, registry: registry, version: "9.9",
      standing: { KeeperStanding(sources: sources, openWatches: 3, refusedWatches: 2) },
      serving: { families }, answers: { answers })
    server = try await AdminServer(
      try SocketAddress(ipAddress: "127.0.0.1", port: 0), setting: "--admin 127.0.0.1:0", parts,
      logger: Logger(label: "test"), responseTime: responseTime)
  }

  /// Runs the server while the test does something.
  func run(_ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [server] in await server.run() }
      defer { group.cancelAll() }
      try await body()
    }
  }

  func get(_ path: String) async throws -> HTTPExchange { try await HTTPExchange(path, port: port) }
}

/// A source that has last spoken a second ago, or not at all.
func standing(_ name: String, _ state: SourceStanding.State, isReady: Bool = true) -> SourceStanding {
  let time: Duration? = state == .present ? .seconds(1) : nil
  return SourceStanding(name: name, state: state, sinceWord: time, sinceChange: time, isReady: isReady)
}

/// A service of the first source.
func service(_ name: String, _ addresses: String..., attributes: [String: String] = [:]) throws -> Service {
  let instances = try addresses.enumerated().map { number, address in
    Instance(endpoint: try Endpoint(address), created: UInt64(number + 1), attributes: attributes, tags: ["blue"])
  }
  return Service(name: name, instances: instances, presence: .known, sources: SourceMask(rank: 0))
}

/// What comes on a connection up to some part of it.
func text(of client: TestSocket, until end: String) async throws -> String {
  var text = ""
  while !text.contains(end), let part = await client.receive(), !part.isEmpty {
    text += String(decoding: part, as: UTF8.self)
  }
  return text
}
