import Discovery
import Foundation
import NIOCore
import Piloted
import TestBackends

/// A recording of the real agent.
func recording(_ name: String) throws -> [UInt8] {
  let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/consul/\(name)")
  return try [UInt8](Data(contentsOf: url ?? URL(fileURLWithPath: name)))
}

/// A server that gives every request one recorded answer, in segments of a size, and closes as the recorded agent did.
final class ReplayServer: Sendable {
  private let server: RawServer
  private let seen: Newest<[SeenRequest]>

  init(_ name: String, segment: Int = .max) async throws {
    let octets = try recording("\(name).resp")
    let seen = Newest<[SeenRequest]>([])
    server = try await RawServer { request, channel in
      seen.change { $0.append(request) }
      Self.send(octets[...], by: segment, to: channel)
    }
    self.seen = seen
  }

  /// The requests so far.
  var requests: [SeenRequest] { seen.value }

  /// Waits for the first requests.
  func requests(_ count: Int) async -> [SeenRequest] {
    for await all in seen.changes(of: seen, { [$1] }) where all.count >= count { return Array(all.prefix(count)) }
    return []
  }

  var port: Int { server.port }

  func stop() async throws { try await server.stop() }

  /// Sends the next segment, and the rest a moment later.
  private static func send(_ octets: ArraySlice<UInt8>, by segment: Int, to channel: any Channel) {
    guard !octets.isEmpty else { return channel.close(promise: nil) }
    channel.say(octets.prefix(segment))
    channel.eventLoop.scheduleTask(in: .milliseconds(1)) {
      send(octets.dropFirst(segment), by: segment, to: channel)
    }
  }
}

extension ConsulSettings {
  /// An agent at a port of this host.
  static func local(_ port: Int, host: String = "127.0.0.1") -> ConsulSettings {
    ConsulSettings(address: ConsulAddress(.host(host, port: port), isSecure: false))
  }
}
