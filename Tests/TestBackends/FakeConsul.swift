import Discovery
import HostSystem
import NIOCore
package import NIOSSL

/// A Consul agent and its servers, no friendlier than the original: it holds answers, counts connections, forgets everything at a
/// restart, and fails when it is told to.
package final class FakeConsul: Sendable {
  let state: Guarded<FakeState>
  let seen = Newest<[SeenRequest]>([])
  private let server: RawServer
  /// The address it listens at.
  package let host: String

  /// An agent on a free port of loopback, or on a port or unix socket, whose state is prepared before it listens.
  package init(
    socket path: String? = nil, host: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil,
    prepare: @Sendable (inout FakeState) -> Void = { _ in }
  ) async throws {
    let answering = Answering()
    self.host = host
    state = Guarded(FakeState())
    state.withLock { prepare(&$0) }
    server = try await RawServer(socket: path, host: host, port: port, tls: tls) { channel in
      guard let agent = answering.agent else { return Self.refuse(channel) }
      return agent.accepts(channel)
    } answer: { request, channel in
      answering.agent?.answer(request, channel)
    }
    answering.set(self)
  }

  /// Where it listens.
  package var port: Int { server.port }
  /// The requests so far.
  package var requests: [SeenRequest] { seen.value }
  /// How many answers are being held.
  package var heldCount: Int { state.withLock { $0.held.count } }
  /// How many connections there are.
  package var connections: Int { server.connections }
  /// How many connections were turned down.
  package var turnedDown: Int { state.withLock { $0.turnedDown } }

  /// How many of the faults that were listed are still to come.
  package var faultCount: Int { state.withLock { $0.faults.count } }

  /// Changes how it behaves.
  package func set(_ body: @Sendable (inout FakeState) -> Void) { state.withLock { body(&$0) } }

  /// Changes the catalog, and answers those who wait for it.
  package func change(_ body: @Sendable (inout FakeCatalog) -> Void) {
    let due = state.withLock { state in
      body(&state.catalog)
      let due = state.held.filter { state.catalog.index(of: $1.question.service) > $1.question.index }
      for number in due.keys { state.held[number] = nil }
      return Array(due.values)
    }
    for held in due { list(held.question, held.channel) }
  }

  /// Waits until so many answers are being held.
  package func holds(_ count: Int) async -> Bool { await eventually { self.heldCount >= count } }

  /// Ends all connections, with everything forgotten.
  package func restart() async {
    state.withLock { ($0.catalog, $0.held) = (FakeCatalog(), [:]) }
    await server.dropConnections()
  }

  /// Ends all connections without a word, or resets those that wait for an answer.
  package func drop(byReset: Bool = false) async {
    let held = state.withLock { state in
      defer { state.held = [:] }
      return Array(state.held.values)
    }
    if byReset {
      for held in held { FakeFault.reset.carryOut([], held.channel) }
    } else {
      await server.dropConnections()
    }
  }

  /// Stops listening and closes every connection.
  package func stop() async throws { try await server.stop() }

  /// Ends a connection that comes before there is an agent.
  private static func refuse(_ channel: any Channel) -> Bool {
    channel.close(promise: nil)
    return false
  }

  private func accepts(_ channel: any Channel) -> Bool {
    let isFull = state.withLock { state in
      let isFull = server.connections > state.connectionLimit
      if isFull { state.turnedDown += 1 }
      return isFull
    }
    guard isFull else { return true }
    let text = "Your IP is issuing too many concurrent connections, please rate limit your calls\n"
    channel.writeAndFlush(ByteBuffer(bytes: FakeAnswer.octets(status: 429, text))).whenComplete { _ in
      channel.close(promise: nil)
    }
    return false
  }
}

/// The agent that a server's closures answer for, which is there a moment after them.
private final class Answering: Sendable {
  private let reference = Guarded<Reference>(Reference())

  private struct Reference: Sendable { weak var agent: FakeConsul? }

  var agent: FakeConsul? { reference.withLock { $0.agent } }

  func set(_ agent: FakeConsul) { reference.withLock { $0.agent = agent } }
}
