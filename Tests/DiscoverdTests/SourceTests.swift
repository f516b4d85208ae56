import Discovery
import Logging
import NIOCore
import NIOPosix
import HostSystem
import TestSupport
import Testing

@testable import Discoverd

/// A server that says recorded octets to each client, in pieces, and then does as it is told.
private final class ReplayServer: Sendable {
  private let channel: any Channel
  private let clients: ClientList

  /// Replays `scripts`, one for each client in order, the last for all further ones.
  init(
    _ scripts: [[UInt8]], host: String = "127.0.0.1", port: Int = 0, closesAfterwards: Bool = false
  ) async throws {
    let clients = ClientList()
    self.clients = clients
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { client in
        let script = scripts[min(clients.add(client), scripts.count - 1)]
        return client.eventLoop.makeCompletedFuture {
          try client.pipeline.syncOperations.addHandler(Player(script, closesAfterwards))
        }
      }
      .bind(host: host, port: port).get()
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  /// Whether a client has come and all are gone.
  var isLeft: Bool { !clients.all.isEmpty && clients.all.allSatisfy { !$0.isActive } }

  /// Ends the server and all its connections.
  func stop() async throws {
    try await channel.close()
    for client in clients.all { client.close(promise: nil) }
  }

  private final class ClientList: Sendable {
    private let clients = Guarded<[any Channel]>([])
    var all: [any Channel] { clients.withLock { $0 } }

    /// Notes a client and returns its number.
    func add(_ client: any Channel) -> Int {
      clients.withLock { clients in
        clients.append(client)
        return clients.count - 1
      }
    }
  }

  /// Waits for the handshake, replies, waits for the call, and says the rest in pieces.
  private final class Player: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var rest: ArraySlice<UInt8>
    private var hasShakenHands = false
    private let closes: Bool

    init(_ script: [UInt8], _ closes: Bool) { (rest, self.closes) = (script[...], closes) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard hasShakenHands else {
        hasShakenHands = true
        let reply = rest.prefix(RPCHandshake.reply.count)
        rest = rest.dropFirst(reply.count)
        return context.writeAndFlush(NIOAny(ByteBuffer(bytes: reply)), promise: nil)
      }
      while !rest.isEmpty {
        let piece = rest.prefix(17)
        rest = rest.dropFirst(piece.count)
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: piece)), promise: nil)
      }
      if closes { context.close(promise: nil) }
    }
  }
}

@Suite("A discoverd as a source, over sockets", .timeLimit(.minutes(5)))
struct SourceTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func source(_ port: Int, host: String = "127.0.0.1") throws -> DiscoverdSource {
    DiscoverdSource(try patientCluster("\(host):\(port)"), logger: logger)
  }

  private func updates(_ updates: [InstanceUpdate]) -> [UInt8] {
    RPCHandshake.reply + updates.flatMap { RPCReply(id: [0x30], result: $0.encoded).encoded }
  }

  private func up(_ port: Int, _ created: UInt64) -> InstanceUpdate {
    InstanceUpdate(name: "web", address: "127.0.0.1:\(port)", isOnline: true, created: created)
  }

  /// The next event that is a set, as text.
  private func next(_ events: inout AsyncStream<WatchEvent>.Iterator) async -> String? {
    while let event = await events.next() { if case .current(let set) = event { return set.text } }
    return nil
  }

  @Test("a recorded conversation ends in its last set")
  func recorded() async throws {
    let server = try await ReplayServer([try recording("01-life-subscriber.s2c")])
    var events = try source(server.port).watch("web").makeAsyncIterator()
    var seen: [String] = []
    while seen.isEmpty || seen.last != "", let set = await next(&events) { seen.append(set) }
    #expect(seen.last == "")
    try await server.stop()
  }

  @Test("the server goes and comes back: lost is said, what vanished is gone, what stayed never blinked")
  func reconnect() async throws {
    // Of an address of its own, where nobody takes the port meanwhile.
    let host = ownAddress()
    let first = try await ReplayServer([updates([up(1, 1), up(2, 2), .current])], host: host)
    let port = first.port
    var events = try source(port, host: host).watch("web").makeAsyncIterator()
    #expect(await next(&events) == "127.0.0.1:1 1, 127.0.0.1:2 2")
    try await first.stop()
    guard case .lost(let reason) = await events.next() else {
      Issue.record("the loss was not reported")
      return
    }
    #expect(reason.hasPrefix("\(host):\(port): "))
    let second = try await ReplayServer([updates([up(2, 2), up(3, 3), .current])], host: host, port: port)
    #expect(await next(&events) == "127.0.0.1:2 2, 127.0.0.1:3 3")
    try await second.stop()
  }

  @Test("a server that closes in the middle of an object is tried again")
  func closesInObject() async throws {
    let whole = updates([up(1, 1), .current])
    let server = try await ReplayServer([Array(whole.dropLast(20)), whole], closesAfterwards: true)
    var events = try source(server.port).watch("web").makeAsyncIterator()
    #expect(await next(&events) == "127.0.0.1:1 1")
    try await server.stop()
  }

  @Test("ending the iteration closes the connection")
  func ends() async throws {
    let server = try await ReplayServer([updates([.current])])
    let source = try source(server.port)
    for await event in source.watch("web") where event == .current(.empty) { break }
    try await wait { server.isLeft }
    try await server.stop()
  }

  @Test("nobody listens: the source is lost at once")
  func refused() async throws {
    let host = ownAddress()
    var events = try source(1, host: host).watch("web").makeAsyncIterator()
    #expect(await events.next() == .lost(reason: "\(host):1: Connection refused"))
  }
}
