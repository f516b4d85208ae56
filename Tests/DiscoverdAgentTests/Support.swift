import Discoverd
import Discovery
import Foundation
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import DiscoverdAgent

let testLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension AgentTimes {
  /// Times that no test reaches that is about something else, however busy the machine is.
  static let patient = AgentTimes(lifetime: .seconds(3600), firstLine: .minutes(5))
}

/// Runs an agent, at a port of `host`, for as long as `body` runs.
func withAgent<Result: Sendable>(
  externalAddress: String? = "127.0.0.1", host: String = "127.0.0.1", times: AgentTimes = .patient,
  _ body: (Agent, Int) async throws -> Result
) async throws -> Result {
  let address = try SocketAddress(ipAddress: host, port: 0)
  let agent = try await Agent(
    address: address, setting: "--agent", state: nil, externalAddress: externalAddress, times: times, logger: testLogger
  )
  let running = Task { await agent.run() }
  let port = try #require(agent.address?.port)
  try await waitUntilServing(port, host)
  let result = try await body(agent, port)
  running.cancel()
  await running.value
  return result
}

/// Waits until an agent answers: it is begun by a task, which waits for its turn where other tests keep the common pool busy, and
/// clients wait five seconds for an answer.
func waitUntilServing(_ port: Int, _ host: String = "127.0.0.1") async throws {
  #expect(try await HTTPExchange("/ping", port: port, address: host).status == 200)
}

extension Registry {
  /// Removes the instances whose time is over, at a look that is not late.
  mutating func expire(at now: Duration) -> [Change] { expire(at: now, due: now) }
}

/// A recording of the real server.
func recording(_ name: String) throws -> [UInt8] {
  let url = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/\(name).bin")
  return try [UInt8](Data(contentsOf: url ?? URL(fileURLWithPath: name)))
}

/// A client that sends octets and reads what comes back.
struct RawClient {
  let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

  init(port: Int) async throws {
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
      }
  }

  /// Sends pieces, and reads until `isDone` or the end.
  static func talk(_ port: Int, _ pieces: [[UInt8]], until isDone: @escaping @Sendable ([UInt8]) -> Bool) async throws
    -> [UInt8]
  {
    try await RawClient(port: port).channel.executeThenClose { inbound, outbound in
      for piece in pieces {
        try await outbound.write(ByteBuffer(bytes: piece))
        try await Task.sleep(for: .milliseconds(5))
      }
      var octets: [UInt8] = []
      for try await buffer in inbound {
        octets += Array(buffer.readableBytesView)
        if isDone(octets) { break }
      }
      return octets
    }
  }
}

/// A client that says something and reads nothing until it is told to.
struct DeafClient: ~Copyable {
  private let number: CInt

  init(port: Int, saying octets: [UInt8]) throws {
    number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var size: CInt = 4096
    unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
    let status = unsafe address.withSockAddr { unsafe connect(number, $0, socklen_t($1)) }
    try #require(status == 0)
    try #require(unsafe send(number, octets, octets.count, 0) == octets.count)
  }

  deinit { close(number) }

  /// Reads on until the server has closed.
  func octetsUntilTheEnd() -> Int {
    var (total, buffer) = (0, [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = unsafe recv(number, &buffer, buffer.count, 0)
      guard count > 0 else { return total }
      total += count
    }
  }
}

/// A client of the agent at a port.
func makeClient(_ port: Int, _ api: DiscoverdAPI = .auto) throws -> DiscoverdClient {
  DiscoverdClient(try patientCluster("127.0.0.1:\(port)", api: api), logger: testLogger)
}

/// A registration of 127.0.0.1 with a port.
func registration(_ port: Int, _ attributes: [String: String] = [:], name: String = "web") throws
  -> Registration
{
  try Registration(name: name, address: "127.0.0.1:\(port)", attributes: attributes)
}

/// The set that a source tells of next; absent where it tells of a loss, for which no server of a ``patientCluster(_:api:)`` is slow
/// enough.
func nextSet(_ events: inout AsyncStream<WatchEvent>.Iterator) async -> ServiceSet? {
  guard let event = await events.next() else { return nil }
  if case .current(let set) = event { return set }
  Issue.record("\(event)")
  return nil
}

/// Waits until a watch shows instances of these ports.
func wait(_ watch: ServiceWatch, for ports: [UInt16]) async {
  for await set in watch.sets where set.instances.map(\.endpoint.port) == ports { return }
}

/// A cluster whose answers may take five minutes: on a machine that stands still at times, five seconds are soon over.
func patientCluster(_ addresses: String, api: DiscoverdAPI = .auto) throws -> DiscoverdCluster {
  var cluster = try DiscoverdCluster(addresses, api: api)
  cluster.patience = 60
  return cluster
}
