import Discoverd
import Discovery
import NIOCore
import NIOPosix
import HostSystem
import Testing

@testable import DiscoverdAgent

/// A discoverd that takes every registration and shows none, as one does whose watch was started beside its first read.
private final class ForgetfulReplies: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private var conversation = RPCAgentConversation()

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    for step in conversation.receive(Array(unwrapInboundIn(data).readableBytesView)) {
      switch step {
      case .send(let octets): send(octets, context)
      case .call(.register(let arguments, let id)):
        send(RPCReply(id: id, result: JSONValue.encode(arguments.address)).encoded, context)
      case .call(.unregister(_, let id)): send(RPCReply(id: id).encoded, context)
      case .call(.subscribe(_, let id)):
        send(RPCReply(id: id, result: InstanceUpdate.current.encoded).encoded, context)
      case .call(.closeStream), .close: context.close(promise: nil)
      }
    }
  }

  private func send(_ octets: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(NIOAny(ByteBuffer(bytes: octets)), promise: nil)
  }
}

@Suite("A client and the agent, in both versions", .timeLimit(.minutes(1)))
struct ClientTests {
  private func makeClient(_ port: Int, _ api: DiscoverdAPI = .auto) throws -> DiscoverdClient {
    DiscoverdClient(try DiscoverdCluster("127.0.0.1:\(port)", api: api), logger: testLogger)
  }

  private func registration(_ port: Int, _ attributes: [String: String] = [:], name: String = "web") throws
    -> Registration
  {
    try Registration(name: name, address: "127.0.0.1:\(port)", attributes: attributes)
  }

  /// Waits until a watch shows instances of these ports.
  private func wait(_ watch: ServiceWatch, for ports: [UInt16]) async {
    for await set in watch.sets where set.instances.map(\.endpoint.port) == ports { return }
  }

  @Test("registering again changes the attributes and not the age", arguments: DiscoverdAPI.allCases)
  func attributes(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let client = try makeClient(port, api)
      #expect(try await client.register(registration(1, ["v": "1"])) == "127.0.0.1:1")
      try await client.register(registration(2))
      try await client.register(registration(1, ["v": "2"]))
      let set = try await client.instances(of: "web", timeout: .seconds(20))
      #expect(set.instances.map(\.attributes) == [["v": "2"], [:]] && set.leader?.endpoint.port == 1)
      client.close()
    }
  }

  @Test("two names at one address: each has its heartbeat, and taking one back leaves the other")
  func twoNames() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port)
      try await client.register(registration(1, name: "a"))
      try await client.register(registration(1, name: "b"))
      let (a, b) = (try client.watch("a"), try client.watch("b"))
      await wait(a, for: [1])
      await wait(b, for: [1])
      // Longer than an instance lives without a heartbeat.
      try await Task.sleep(for: .seconds(11))
      #expect(a.instances.count == 1 && b.instances.count == 1)
      try await client.unregister(name: "a", address: "127.0.0.1:1")
      await wait(a, for: [])
      #expect(b.instances.count == 1)
      client.close()
    }
  }

  @Test("unregistering: unknown is an error, all of them go, and none comes back", arguments: [DiscoverdAPI.v1, .v2])
  func unregister(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let client = try makeClient(port, api)
      await #expect(throws: DiscoverdError.unknownRegistration(name: "web", address: "127.0.0.1:9")) {
        try await client.unregister(name: "web", address: "127.0.0.1:9")
      }
      for port in 1...5 { try await client.register(registration(port)) }
      let watch = try client.watch("web")
      await wait(watch, for: [1, 2, 3, 4, 5])
      try await client.unregisterAll()
      await wait(watch, for: [])
      client.close()
      await #expect(throws: DiscoverdError.closed) { try await client.register(registration(1)) }
    }
  }

  @Test("nobody listens: registering fails at once with the reason, and no heartbeat goes on")
  func unreachable() async throws {
    let port = try await withAgent { _, port in port }
    let client = try makeClient(port)
    await #expect(throws: DiscoverdError.unreachable(reason: "127.0.0.1:\(port): Connection refused")) {
      try await client.register(registration(1))
    }
    await #expect(throws: DiscoverdError.unknownRegistration(name: "web", address: "127.0.0.1:1")) {
      try await client.unregister(name: "web", address: "127.0.0.1:1")
    }
  }

  @Test("of several peers the first may be away: registering goes on to the next")
  func firstPeerAway() async throws {
    let away = try await withAgent { _, port in port }
    try await withAgent { _, port in
      for api in DiscoverdAPI.allCases {
        let cluster = try DiscoverdCluster("127.0.0.1:\(away),127.0.0.1:\(port)", api: api)
        let client = DiscoverdClient(cluster, logger: testLogger)
        #expect(try await client.register(registration(1)) == "127.0.0.1:1")
        client.close()
      }
    }
  }

  @Test("closing a client ends the sequences of watches that nobody holds any more")
  func closesSequences() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port)
      let leaders = try client.watch("web").leaders
      let filtered = try client.watch("web").filtered(by: ["k": "v"])
      let (counting, waiting) = (Task { await leaders.reduce(0) { count, _ in count + 1 } }, filtered.statuses)
      for await status in waiting where status == .current { break }
      client.close()
      #expect(await counting.value <= 1)
      for await status in waiting where status == .closed { break }
      #expect(try client.watch("web").status != .current)
    }
  }

  @Test("a service without instances is known to be empty at once, not when time is up")
  func empty() async throws {
    try await withAgent { _, port in
      for api in DiscoverdAPI.allCases {
        let start = ContinuousClock.now
        let set = try await makeClient(port, api).instances(of: "none", timeout: .seconds(30))
        #expect(set == .empty)
        #expect(ContinuousClock.now - start < .seconds(20))
      }
    }
  }

  @Test(
    "registering with a set: self is left out, leads while registered, and not after",
    arguments: [DiscoverdAPI.v1, .v2])
  func withSet(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let (client, other) = (try makeClient(port, api), try makeClient(port, api))
      let watch = try await client.registerAndWatch(registration(1), timeout: .seconds(20))
      try await other.register(registration(2))
      await wait(watch, for: [1, 2])
      #expect(watch.instances.map(\.endpoint.port) == [2] && watch.leader?.endpoint.port == 1)
      #expect(watch.ownEndpoint?.description == "127.0.0.1:1")
      try await client.unregister(name: "web", address: "127.0.0.1:1")
      await wait(watch, for: [2])
      #expect(watch.leader?.endpoint.port == 2)
      client.close()
      other.close()
    }
  }

  @Test("a server that takes a registration and never shows it is not waited for without end")
  func neverShown() async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(ForgetfulReplies()) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let client = try makeClient(try #require(server.localAddress?.port))
    await #expect(throws: DiscoverdError.notShown(name: "web", address: "127.0.0.1:1")) {
      try await client.registerAndWatch(registration(1), timeout: .milliseconds(300))
    }
    await #expect(throws: DiscoverdError.unknownRegistration(name: "web", address: "127.0.0.1:1")) {
      try await client.unregister(name: "web", address: "127.0.0.1:1")
    }
    client.close()
    try await server.close()
  }

  @Test("standing by ends when the older one goes; the instance stays registered", arguments: [DiscoverdAPI.v1, .v2])
  func standBy(api: DiscoverdAPI) async throws {
    try await withAgent { _, port in
      let (first, second) = (try makeClient(port, api), try makeClient(port, api))
      #expect(try await first.standBy(registration(1)).endpoint.port == 1)
      let waiting = Task { try await second.standBy(registration(2)) }
      let watch = try first.watch("web")
      await wait(watch, for: [1, 2])
      try await first.unregister(name: "web", address: "127.0.0.1:1")
      #expect(try await waiting.value.endpoint.port == 2)
      await wait(watch, for: [2])
      first.close()
      second.close()
    }
  }

  @Test("standing by that is cancelled takes the instance back; one whose registration is lost fails")
  func standByEnds() async throws {
    let (client, waiting) = try await withAgent { _, port -> (DiscoverdClient, Task<Instance, any Error>) in
      let (first, second) = (try makeClient(port), try makeClient(port))
      try await first.register(registration(1))
      let watch = try first.watch("web")
      let cancelled = Task { try await second.standBy(registration(2)) }
      await wait(watch, for: [1, 2])
      cancelled.cancel()
      await #expect(throws: CancellationError.self) { try await cancelled.value }
      await wait(watch, for: [1])
      let waiting = Task { try await second.standBy(registration(3)) }
      await wait(watch, for: [1, 3])
      // Until it stands by: its own watch shows it, too.
      let own = try second.watch("web")
      await wait(own, for: [1, 3])
      try await Task.sleep(for: .seconds(3))
      first.close()
      return (second, waiting)
    }
    // The agent is gone: ten seconds later the instance has expired.
    await #expect(throws: DiscoverdError.registrationLost(reason: "no heartbeat has reached discoverd")) {
      try await waiting.value
    }
    client.close()
  }

  @Test("connection events: disconnected once, attempts that fail, connected again; registrations are back at once")
  func connectionEvents() async throws {
    let seen = Guarded<[ConnectionEvent]>([])
    let (port, client, watch) = try await withAgent { _, port -> (Int, DiscoverdClient, ServiceWatch) in
      let client = try makeClient(port)
      let watch = try client.watch("web")
      try await client.register(registration(1))
      await wait(watch, for: [1])
      return (port, client, watch)
    }
    let listening = Task {
      for await event in client.connectionEvents { seen.withLock { $0.append(event) } }
    }
    for await status in watch.statuses { if case .lost = status { break } }
    try await Task.sleep(for: .milliseconds(500))
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
    let agent = try await Agent(address: address, setting: "--agent", logger: testLogger)
    let running = Task { await agent.run() }
    for await status in watch.statuses where status == .current { break }
    await wait(watch, for: [1])
    client.close()
    await listening.value
    let events = seen.withLock { $0 }
    #expect(events.last == .connected && events.contains { if case .connectFailed = $0 { true } else { false } })
    running.cancel()
    await running.value
  }

  @Test("a sequence that nobody reads holds up neither the client's calls nor other watches")
  func deafReader() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port)
      let watch = try client.watch("web")
      let deaf = watch.updates().makeAsyncIterator()
      for number in 1...200 { try await client.register(registration(1, ["n": "\(number)"])) }
      for await set in watch.sets where set.instances.first?.attributes == ["n": "200"] { break }
      withExtendedLifetime(deaf) {}
      client.close()
    }
  }

  @Test("the client that a program shares is one, at the address of the environment")
  func shared() throws {
    let client = try DiscoverdClient.shared(["DISCOVERD": "tcp://10.0.0.1:2222,10.0.0.2"])
    #expect(client.cluster.description == "10.0.0.1:2222,10.0.0.2:1111")
    #expect(try DiscoverdClient.shared([:]) === client)
    #expect(try DiscoverdCluster(nil).description == "127.0.0.1:1111")
    #expect(try DiscoverdCluster("none").description == "127.0.0.1:1111")
    #expect(throws: DiscoverdAddressError.self) { try DiscoverdCluster("a b") }
  }

  @Test("what only version 2 has is told from what is missing")
  func version2() async throws {
    try await withAgent { _, port in
      let client = try makeClient(port, .v2)
      try await client.addService("man", hasAppointedLeader: true)
      await #expect(throws: DiscoverdError.conflict("discoverd: service \"man\" already exists")) {
        try await client.addService("man")
      }
      try await client.register(registration(1, name: "man"))
      try await client.register(registration(2, name: "man"))
      try await client.appointLeader(registration(2, name: "man"))
      let set = try await client.instances(of: "man", timeout: .seconds(20))
      #expect(set.leader?.endpoint.port == 2 && set.instances.map(\.endpoint.port) == [1, 2])
      try await client.removeService("man")
      await #expect(throws: DiscoverdError.notFound("discoverd: service \"man\" not found")) {
        try await client.removeService("man")
      }
      await #expect(throws: DiscoverdError.needsVersion2) { try await makeClient(port, .v1).addService("x") }
      client.close()
    }
  }
}
